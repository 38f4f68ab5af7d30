// SPDX-License-Identifier: Apache-2.0

import CWorker
import Glibc
import Testing

@testable import PluginRuntime

// What glibc's headers hide from Swift; values of Linux.
@_silgen_name("memfd_create") private func memfd_create(_ name: UnsafePointer<CChar>, _ flags: UInt32)
    -> Int32
private let closesOnExecAndTakesSeals: UInt32 = 3
private let addSeals: Int32 = 1033
private let (sealSeals, sealShrinking, sealGrowing, sealWriting): (Int32, Int32, Int32, Int32) = (1, 2, 4, 8)

/// A pair of sockets of whole messages.
private final class Channel {
    let near: Int32
    let far: Int32

    init() throws {
        var pair: [Int32] = [-1, -1]
        try #require(socketpair(AF_UNIX, Int32(SOCK_SEQPACKET.rawValue), 0, &pair) == 0)
        (near, far) = (pair[0], pair[1])
    }

    deinit {
        close(near)
        close(far)
    }

    /// Sends bytes as they are, with descriptors.
    func send(_ bytes: [UInt8], _ descriptors: [Int32] = []) {
        var bytes = bytes
        var control = [UInt64](repeating: 0, count: 2 + (descriptors.count + 1) / 2)
        control[0] = UInt64(16 + 4 * descriptors.count)
        control[1] = UInt64(SOL_SOCKET) | UInt64(SCM_RIGHTS) << 32
        for (index, descriptor) in descriptors.enumerated() {
            control[2 + index / 2] |= UInt64(UInt32(bitPattern: descriptor)) << UInt64(index % 2 * 32)
        }
        bytes.withUnsafeMutableBytes { bytes in
            control.withUnsafeMutableBytes { control in
                var piece = iovec(iov_base: bytes.baseAddress, iov_len: bytes.count)
                withUnsafeMutablePointer(to: &piece) { piece in
                    var message = msghdr()
                    message.msg_iov = piece
                    message.msg_iovlen = 1
                    if !descriptors.isEmpty {
                        message.msg_control = control.baseAddress
                        message.msg_controllen = control.count
                    }
                    #expect(sendmsg(far, &message, 0) == bytes.count)
                }
            }
        }
    }

    func receive(limit: Int = 1 << 20) throws(FrameFault) -> FrameInbox.Received {
        try FrameInbox(payloadLimit: limit).receive(from: near, waits: false)
    }
}

/// A descriptor of which can be told whether somebody still holds it.
private final class Watched {
    let descriptor: Int32
    private let other: Int32

    init() throws {
        var pair: [Int32] = [-1, -1]
        // Programs that other tests start have no part in it.
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        try #require(socketpair(AF_UNIX, kind, 0, &pair) == 0)
        (other, descriptor) = (pair[0], pair[1])
    }

    deinit { close(other) }

    private static let waitMilliseconds: Int32 = 60_000

    /// Gives up the test's own hold, once; true when nobody else has one.
    func isClosedElsewhere() -> Bool {
        close(descriptor)
        var wanted = pollfd(fd: other, events: Int16(POLLIN), revents: 0)
        // A program that is about to start has it until then.
        return poll(&wanted, 1, Self.waitMilliseconds) == 1 && wanted.revents & Int16(POLLHUP) != 0
    }
}

private func bytes(length: UInt32, kind: Frame.Kind = .reply, payload: [UInt8] = []) -> [UInt8] {
    var writer = PayloadWriter()
    writer.number(length)
    writer.byte(UInt8(truncatingIfNeeded: Frame.magic))
    writer.byte(UInt8(truncatingIfNeeded: Frame.magic >> 8))
    writer.byte(Frame.version)
    writer.byte(kind.rawValue)
    writer.number(UInt64(7))
    return writer.bytes + payload
}

private func frame(_ received: FrameInbox.Received) -> Frame? {
    if case .frame(let frame) = received { frame } else { nil }
}

@Suite struct FrameInboxTests {
    @Test(arguments: [0, 1, 64, Frame.messageBytes - 1, Frame.messageBytes, Frame.messageBytes + 1, 1 << 20])
    func `a frame arrives as it was sent, in the message or in memory`(count: Int) throws {
        let channel = try Channel()
        let sent = Frame(
            kind: .reply, number: .max, payload: (0..<count).map { UInt8(truncatingIfNeeded: $0) })
        #expect(sent.isLarge == (count > Frame.messageBytes))
        #expect(Parcel(sent)?.send(to: channel.far, waits: false) == 0)
        #expect(frame(try channel.receive()) == sent)
        guard case .nothing = try channel.receive() else {
            Issue.record("there was one frame")
            return
        }
    }

    @Test func `a socket that nobody writes to any more has an end`() throws {
        let channel = try Channel()
        shutdown(channel.far, Int32(SHUT_RDWR))
        guard case .end = try channel.receive() else {
            Issue.record("the other side is gone")
            return
        }
    }

    @Test(arguments: [
        ([1, 2, 3], "it sent something that is no frame"),
        (Array("GET / HTTP/1.1\r\n\r\n".utf8), "it sent something that is no frame"),
        (bytes(length: 3, payload: [1, 2]), "it sent a frame that is not as long as it says"),
        (bytes(length: 1, payload: [1, 2]), "it sent a frame that is not as long as it says"),
        (
            bytes(length: 65_536, payload: Array(repeating: 1, count: 65_537)),
            "it sent a frame that is not as long as it says"
        ),
        (bytes(length: 65_537), "it sent a frame of 65537 bytes with the wrong number of descriptors"),
        (bytes(length: 1 << 24), "it sent a frame of 16777216 bytes, over the limit of 1048576"),
    ])
    func `a message that is no frame is refused with the reason`(bytes: [UInt8], reason: String) throws {
        let channel = try Channel()
        channel.send(bytes)
        #expect(throws: FrameFault(reason: reason)) { try channel.receive() }
    }

    @Test(arguments: [1, 2, 3, 253])
    func `descriptors that no frame has are refused and closed`(count: Int) throws {
        let channel = try Channel()
        let watched = try Watched()
        channel.send(
            bytes(length: 1, payload: [1]), Array(repeating: watched.descriptor, count: count))
        let reason = "it sent a frame of 1 bytes with the wrong number of descriptors"
        #expect(throws: FrameFault(reason: reason)) { try channel.receive() }
        #expect(watched.isClosedElsewhere())
    }

    @Test func `a descriptor that is no memory is refused and closed`() throws {
        let channel = try Channel()
        let watched = try Watched()
        channel.send(bytes(length: 100_000), [watched.descriptor])
        #expect(throws: FrameFault(reason: "it sent a descriptor that is no sealed memory")) {
            try channel.receive()
        }
        #expect(watched.isClosedElsewhere())
    }

    @Test func `descriptors of a message without bytes are closed`() throws {
        let channel = try Channel()
        let watched = try Watched()
        channel.send([], [watched.descriptor])
        guard case .end = try channel.receive() else {
            Issue.record("a message without bytes is an end")
            return
        }
        #expect(watched.isClosedElsewhere())
    }

    /// Everything but the whole set of seals.
    @Test(arguments: [
        0, sealSeals, sealSeals | sealShrinking | sealGrowing, sealShrinking | sealGrowing | sealWriting,
    ])
    func `memory that may still change is refused`(seals: Int32) throws {
        let channel = try Channel()
        let memory = memfd_create("test", closesOnExecAndTakesSeals)
        defer { close(memory) }
        #expect(ftruncate(memory, 100_000) == 0)
        if seals != 0 { #expect(fcntl(memory, addSeals, seals) == 0) }
        channel.send(bytes(length: 100_000), [memory])
        #expect(throws: FrameFault(reason: "it sent a descriptor that is no sealed memory")) {
            try channel.receive()
        }
    }

    @Test(arguments: [99_999, 100_001, 0]) func `memory of another size is refused`(size: Int) throws {
        let channel = try Channel()
        let memory = memfd_create("test", closesOnExecAndTakesSeals)
        defer { close(memory) }
        #expect(ftruncate(memory, size) == 0)
        #expect(fcntl(memory, addSeals, sealSeals | sealShrinking | sealGrowing | sealWriting) == 0)
        channel.send(bytes(length: 100_000), [memory])
        #expect(throws: FrameFault(reason: "it sent memory that is not as long as it says")) {
            try channel.receive()
        }
    }

    @Test func `what the socket does not take waits in order, within a limit`() throws {
        let channel = try Channel()
        var outbox = Outbox()
        var sent: UInt64 = 0
        var outcome = Outbox.Outcome.sent
        while outcome != .refused {
            sent += 1
            let parcel = try #require(
                Parcel(Frame(kind: .call, number: sent, payload: Array(repeating: 1, count: 60_000))))
            outcome = outbox.send(parcel, to: channel.far)
        }
        #expect(sent > 1000)
        var received: UInt64 = 0
        while received < sent - 1 {
            guard let frame = frame(try channel.receive()) else {
                _ = outbox.flush(to: channel.far)
                continue
            }
            received += 1
            try #require(frame.number == received)
        }
        let isEmpty = outbox.flush(to: channel.far)
        #expect(isEmpty)
    }
}
