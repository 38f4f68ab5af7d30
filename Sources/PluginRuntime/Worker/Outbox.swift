// SPDX-License-Identifier: Apache-2.0

import CWorker
import Glibc

/// A frame that is ready to be sent: with its payload in memory of its own, where that is long.
struct Parcel: Sendable {
    private let header: cw_header
    /// Empty where the payload lies in `memory`.
    private let payload: [UInt8]
    private let memory: SealedMemory?

    /// Nil when the system has no memory or no descriptor for a long payload.
    init?(_ frame: Frame) {
        header = frame.header
        if frame.isLarge {
            guard let memory = SealedMemory(frame.payload) else { return nil }
            self.memory = memory
            payload = []
        } else {
            memory = nil
            payload = frame.payload
        }
    }

    var byteCount: Int { MemoryLayout<cw_header>.size + Int(header.length) }

    /// Sends it whole or not at all: 0, or the system's error; with `waits` it blocks while the socket is full.
    func send(to socket: Int32, waits: Bool) -> Int32 {
        unsafe payload.withUnsafeBytes { bytes in
            unsafe cw_send(
                socket, header, bytes.baseAddress, bytes.count, memory?.descriptor ?? -1, waits ? 1 : 0)
        }
    }
}

/// Frames on their way into a socket that does not always take them.
struct Outbox {
    /// What may wait, in bytes: the arguments of a good number of large calls.
    static let limitBytes = 64 << 20
    /// How many frames may wait; more than there can be calls.
    static let limitFrames = 4096

    /// What became of a frame.
    enum Outcome: Hashable {
        /// It is in the socket, or nobody is there to read it.
        case sent
        /// It waits for the socket to take more.
        case waits
        /// Too much waits already.
        case refused
    }

    private var waiting: [Parcel] = []
    /// How many of those are sent.
    private var sent = 0
    private var byteCount = 0

    /// Sends a frame behind those that wait.
    mutating func send(_ parcel: Parcel, to socket: Int32) -> Outcome {
        if waiting.isEmpty {
            guard parcel.send(to: socket, waits: false) == EAGAIN else { return .sent }
        } else {
            let count = waiting.count - sent
            guard count < Self.limitFrames, parcel.byteCount <= Self.limitBytes - byteCount else {
                return .refused
            }
        }
        waiting.append(parcel)
        byteCount += parcel.byteCount
        return .waits
    }

    /// Writes what the socket takes now; true when nothing is left, be it that nobody reads any more.
    mutating func flush(to socket: Int32) -> Bool {
        while sent < waiting.count {
            let error = waiting[sent].send(to: socket, waits: false)
            if error == EAGAIN {
                waiting.removeFirst(sent)
                sent = 0
                return false
            }
            guard error == 0 else { break }
            byteCount -= waiting[sent].byteCount
            sent += 1
        }
        self = Outbox()
        return true
    }
}
