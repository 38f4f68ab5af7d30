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
        try check(count: count)
        var error: Int32 = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            guard let start = buffer.baseAddress else { return }
            error = unsafe cw_copy_out(descriptor, start, count)
            initialized = error == 0 ? count : 0
        }
        guard error == 0 else { throw FrameFault(reason: "it sent memory that cannot be read") }
        return bytes
    }

    /// What it holds itself, when that can never change again and is as long as was said.
    func mapped(count: Int) throws(FrameFault) -> MappedMemory {
        try check(count: count)
        guard let memory = MappedMemory(descriptor, count: count) else {
            throw FrameFault(reason: "it sent memory that cannot be read")
        }
        return memory
    }

    private func check(count: Int) throws(FrameFault) {
        switch cw_check_sealed(descriptor, count) {
        case CW_SEALED: break
        case CW_MISSIZED: throw FrameFault(reason: "it sent memory that is not as long as it says")
        default: throw FrameFault(reason: "it sent a descriptor that is no sealed memory")
        }
    }
}

/// Sealed memory that this process sees.
// The pages are read-only here and sealed against everybody else, from `init` to `deinit`. So any number of threads
// may read them.
@safe final class MappedMemory: @unchecked Sendable {
    let bytes: UnsafeRawBufferPointer

    fileprivate init?(_ descriptor: Int32, count: Int) {
        guard let start = unsafe cw_map(descriptor, count) else { return nil }
        unsafe bytes = UnsafeRawBufferPointer(start: start, count: count)
    }

    deinit {
        if let start = unsafe bytes.baseAddress { unsafe cw_unmap(start, bytes.count) }
    }
}
