// SPDX-License-Identifier: Apache-2.0

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
        // What an allocation of nothing costs; so that those are limited too.
        let cost = max(size, MemoryLayout<Int>.size * 2)
        guard size >= 0, cost <= limit - usedBytes else { return nil }
        usedBytes += cost
        let block = UnsafeMutableRawPointer.allocate(byteCount: cost, alignment: 16)
        unsafe block.initializeMemory(as: UInt8.self, repeating: 0, count: cost)
        unsafe blocks.append(block)
        return unsafe block
    }
}
