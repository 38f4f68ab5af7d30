// SPDX-License-Identifier: Apache-2.0

import ToolABI

/// The memory that lives as long as a call.
// Only ever touched under the lock of its CallRecord.
@safe final class CallArena {
    /// The last block; each begins with the address of the one before it, so that no list has to be kept.
    private var last: UnsafeMutableRawPointer?
    private var usedBytes = 0
    private let limit: Int

    /// What a block begins with, as long as the alignment of what follows.
    private static let headerBytes = 16

    init(limit: Int) {
        unsafe last = nil
        self.limit = limit
    }

    deinit {
        while let block = unsafe last {
            unsafe last = unsafe block.load(as: UnsafeMutableRawPointer?.self)
            unsafe block.deallocate()
        }
    }

    /// Zeroed memory, aligned for any C type; nil over the limit.
    func allocate(_ size: Int) -> UnsafeMutableRawPointer? {
        guard let memory = unsafe take(size) else { return nil }
        unsafe memory.initializeMemory(as: UInt8.self, repeating: 0, count: size)
        return unsafe memory
    }

    /// A copy; nil over the limit.
    func copy(_ bytes: UnsafeRawBufferPointer) -> LentText? {
        guard let memory = unsafe take(bytes.count) else { return nil }
        if let start = bytes.baseAddress {
            unsafe memory.copyMemory(from: start, byteCount: bytes.count)
        }
        let text = unsafe UnsafePointer(memory.assumingMemoryBound(to: CChar.self))
        return unsafe LentText(th_str(data: text, length: bytes.count))
    }

    private func take(_ size: Int) -> UnsafeMutableRawPointer? {
        // What an allocation of nothing counts, so that those are limited too; the block's beginning comes on top.
        let cost = max(size, Self.headerBytes)
        guard size >= 0, cost <= limit - usedBytes else { return nil }
        usedBytes += cost
        let block = UnsafeMutableRawPointer.allocate(
            byteCount: Self.headerBytes + cost, alignment: Self.headerBytes)
        unsafe block.storeBytes(of: last, as: UnsafeMutableRawPointer?.self)
        unsafe last = unsafe block
        return unsafe block + Self.headerBytes
    }
}
