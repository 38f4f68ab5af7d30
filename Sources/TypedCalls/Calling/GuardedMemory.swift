// SPDX-License-Identifier: Apache-2.0

import CFFI
import Synchronization

/// Memory between two pages that end the process when they are touched.
struct GuardedRegion: Sendable, Hashable {
    let start: UInt
    let size: Int

    /// Maps new memory; nil when there is none.
    init?(size: Int) {
        var region = unsafe cffi_region()
        guard unsafe cffi_region_open(size, &region) == 0 else { return nil }
        start = unsafe UInt(bitPattern: region.start)
        self.size = unsafe region.size
    }

    func close() {
        var region = unsafe cffi_region(start: UnsafeMutableRawPointer(bitPattern: start), size: size)
        unsafe cffi_region_close(&region)
    }
}

/// Regions kept for the next call: mapping one takes longer than most functions run.
final class RegionPool: Sendable {
    static let shared = RegionPool()

    private let free = Mutex<[GuardedRegion]>([])

    /// The most regions that are kept; a call takes one for its frame and one for each pointer.
    private static let keptRegions = 64
    /// The largest region that is kept, in bytes.
    private static let keptBytes = 64 << 10

    func take(_ size: Int) -> GuardedRegion? {
        let kept = free.withLock { free -> GuardedRegion? in
            guard let index = free.lastIndex(where: { $0.size >= size }) else { return nil }
            return free.remove(at: index)
        }
        return kept ?? GuardedRegion(size: size)
    }

    func give(_ region: GuardedRegion) {
        let isKept = free.withLock { free -> Bool in
            guard region.size <= Self.keptBytes, free.count < Self.keptRegions else { return false }
            free.append(region)
            return true
        }
        if !isKept { region.close() }
    }
}

/// The memory of one call: blocks that each end at a guard page, all given back at its end.
struct CallMemory: ~Copyable {
    private let limits: TypedCallLimits
    private var regions: [GuardedRegion] = []
    private var usedBytes = 0

    /// What stands before a block, for functions that write in front of it.
    private static let fence: UInt8 = 0xA5
    private static let fenceBytes = 16

    init(limits: TypedCallLimits) {
        self.limits = limits
    }

    deinit {
        for region in regions { RegionPool.shared.give(region) }
    }

    /// A block of zeroed memory that ends at a guard page, but for what `alignment` asks of a frame.
    ///
    /// - Throws: `TypedCallError.memory` over a limit, or when there is none.
    mutating func block(_ size: Int, alignment: Int = 1) throws(TypedCallError) -> UnsafeMutableRawPointer {
        guard size <= limits.blockBytes else { throw .memory(bytes: size) }
        let rounded = (size + alignment - 1) / alignment * alignment
        guard rounded <= limits.callBytes - usedBytes,
            let region = RegionPool.shared.take(rounded + Self.fenceBytes)
        else { throw .memory(bytes: size) }
        regions.append(region)
        usedBytes += rounded
        let end = region.start + UInt(region.size)
        guard let start = unsafe UnsafeMutableRawPointer(bitPattern: end - UInt(rounded)) else {
            throw .memory(bytes: size)
        }
        unsafe start.initializeMemory(as: UInt8.self, repeating: 0, count: rounded)
        unsafe (start - Self.fenceBytes).initializeMemory(
            as: UInt8.self, repeating: Self.fence, count: Self.fenceBytes)
        return unsafe start
    }

    /// Whether nobody wrote in front of the block at that address.
    static func isIntact(before block: UnsafeMutableRawPointer) -> Bool {
        unsafe UnsafeRawBufferPointer(start: block - fenceBytes, count: fenceBytes)
            .allSatisfy { $0 == fence }
    }
}
