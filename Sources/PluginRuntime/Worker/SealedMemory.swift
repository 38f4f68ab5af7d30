// SPDX-License-Identifier: Apache-2.0

import CWorker

/// Memory that can never change again, on its way to the other side of a channel.
final class SealedMemory: Sendable {
    let descriptor: Int32

    /// A copy of `bytes`; nil when the system has no memory or no descriptor for it.
    init?(_ bytes: [UInt8]) {
        let descriptor = unsafe bytes.withUnsafeBytes { buffer -> Int32 in
            guard let start = buffer.baseAddress else { return -1 }
            return unsafe cw_seal(start, buffer.count)
        }
        guard descriptor >= 0 else { return nil }
        self.descriptor = descriptor
    }

    deinit {
        cw_close(descriptor)
    }
}

/// A descriptor that came with a message, and is closed with this value.
struct ReceivedMemory: ~Copyable {
    private let descriptor: Int32

    /// Takes over a descriptor.
    init(_ descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit {
        cw_close(descriptor)
    }

    /// A copy of what it holds, when that can never change again and is as long as was said.
    func bytes(count: Int) throws(FrameFault) -> [UInt8] {
        switch cw_check_sealed(descriptor, count) {
        case CW_SEALED: break
        case CW_MISSIZED: throw FrameFault(reason: "it sent memory that is not as long as it says")
        default: throw FrameFault(reason: "it sent a descriptor that is no sealed memory")
        }
        var error: Int32 = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            guard let start = buffer.baseAddress else { return }
            error = unsafe cw_copy_out(descriptor, start, count)
            initialized = error == 0 ? count : 0
        }
        guard error == 0 else { throw FrameFault(reason: "it sent memory that cannot be read") }
        return bytes
    }
}
