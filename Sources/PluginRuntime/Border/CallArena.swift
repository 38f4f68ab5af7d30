// SPDX-License-Identifier: Apache-2.0

import ToolABI

/// The memory that lives as long as a call.
// Only ever touched under the lock of its CallRecord.
@safe final class CallArena {
    private var blocks: [UnsafeMutableRawPointer]
    private var usedBytes = 0
    private let limit: Int

    init(limit: Int) {
        unsafe blocks = []
        self.limit = limit
    }

    deinit {
        unsafe blocks.forEach { unsafe $0.deallocate() }
    }

    /// Zeroed memory, aligned for any C type; nil over the limit.
    func allocate(_ size: Int) -> UnsafeMutableRawPointer? {
        guard let block = unsafe take(size) else { return nil }
        unsafe block.initializeMemory(as: UInt8.self, repeating: 0, count: size)
        return unsafe block
    }

    /// A copy; nil over the limit.
    func copy(_ bytes: UnsafeRawBufferPointer) -> LentText? {
        guard let block = unsafe take(bytes.count) else { return nil }
        if let start = bytes.baseAddress {
            unsafe block.copyMemory(from: start, byteCount: bytes.count)
        }
        let text = unsafe UnsafePointer(block.assumingMemoryBound(to: CChar.self))
        return unsafe LentText(th_str(data: text, length: bytes.count))
    }

    private func take(_ size: Int) -> UnsafeMutableRawPointer? {
        // What an allocation of nothing costs; so that those are limited too.
        let cost = max(size, MemoryLayout<Int>.size * 2)
        guard size >= 0, cost <= limit - usedBytes else { return nil }
        usedBytes += cost
        let block = UnsafeMutableRawPointer.allocate(byteCount: cost, alignment: 16)
        unsafe blocks.append(block)
        return unsafe block
    }
}
