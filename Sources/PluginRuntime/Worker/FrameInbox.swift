// SPDX-License-Identifier: Apache-2.0

import CWorker
import Glibc

/// Takes frames out of a socket, for one thread at a time.
// The buffer is this object's own from `init` to `deinit`, and `receive` is the only one that touches it; whoever
// has an inbox that several threads use sees to it that they do so in turns.
@safe final class FrameInbox: @unchecked Sendable {
    /// What a look into the socket came to.
    enum Received {
        case frame(Frame)
        /// A call whose payload is long, and stays where it is.
        case longCall(UInt64, MappedMemory)
        /// Nothing is there now.
        case nothing
        /// Nothing will come any more.
        case end
        /// The descriptor is no socket of ours any more.
        case failed(Int32)
    }

    private let rules: FrameRules
    private let mapsCalls: Bool
    private let buffer: UnsafeMutableRawPointer

    /// An inbox for frames whose payload is at most `payloadLimit` bytes; with `mapsCalls`, long calls are not copied.
    init(payloadLimit: Int, mapsCalls: Bool = false) {
        rules = FrameRules(payloadLimit: payloadLimit)
        self.mapsCalls = mapsCalls
        unsafe buffer = .allocate(byteCount: Frame.messageBytes, alignment: 16)
    }

    deinit {
        unsafe buffer.deallocate()
    }

    /// Takes the next message; with `waits`, once there is one.
    ///
    /// - Throws: What is wrong with it; all that came with it is given back.
    func receive(from socket: Int32, waits: Bool) throws(FrameFault) -> Received {
        let received = unsafe cw_receive(socket, buffer, Frame.messageBytes, waits ? 1 : 0)
        guard received.size > 0 else {
            switch Int32(truncatingIfNeeded: -received.size) {
            case EAGAIN: return .nothing
            case 0, ECONNRESET: return .end
            case let error: return .failed(error)
            }
        }
        let memory = received.descriptor >= 0 ? ReceivedMemory(received.descriptor) : nil
        let kind = try rules.kind(
            of: received.header, size: Int(received.size), faults: received.faults,
            hasDescriptor: received.descriptor >= 0)
        let length = Int(received.header.length)
        if let memory {
            if mapsCalls, kind == .call {
                return .longCall(received.header.number, try memory.mapped(count: length))
            }
            return .frame(
                Frame(kind: kind, number: received.header.number, payload: try memory.bytes(count: length)))
        }
        let payload = unsafe Array(UnsafeRawBufferPointer(start: buffer, count: length))
        return .frame(Frame(kind: kind, number: received.header.number, payload: payload))
    }
}
