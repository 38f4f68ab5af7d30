// SPDX-License-Identifier: Apache-2.0

/// Bytes that come a few at a time.
///
/// An array looks at its owner, its room and its count for each byte that it takes from a span; here a token is two
/// stores.
struct GrowingBytes: Sendable {
    /// The least room, in bytes: a call without long arguments.
    private static let leastBytes = 256
    /// Up to here room grows fourfold: a string that comes in pieces is seldom short.
    private static let usualBytes = 4 << 10

    /// The bytes, and zeros behind them.
    private var storage: [UInt8] = []
    private(set) var count = 0

    /// All of them.
    var slice: ArraySlice<UInt8> { storage[..<count] }

    subscript(index: Int) -> UInt8 { storage[index] }

    @inline(__always)
    mutating func append(_ bytes: Span<UInt8>) {
        let start = count
        let end = start + bytes.count
        if end > storage.count { makeRoom(for: end) }
        count = end
        var room = storage.mutableSpan
        switch bytes.count {
        case 4...8:
            // The two overlap where there are fewer than eight.
            var raw = room.mutableBytes
            let (first, last) = bytes.firstAndLastFour
            raw.storeBytes(of: first, toByteOffset: start, as: UInt32.self)
            raw.storeBytes(of: last, toByteOffset: end - 4, as: UInt32.self)
        default:
            for index in 0..<bytes.count { room[start + index] = bytes[index] }
        }
    }

    // A function of its own, so that the frame of what is called for each token stays small.
    @inline(never)
    private mutating func makeRoom(for wanted: Int) {
        let factor = storage.count < Self.usualBytes ? 4 : 2
        let total = Swift.max(wanted, Self.leastBytes, storage.count * factor)
        storage.append(addingCapacity: total - storage.count) { target in
            target.append(repeating: 0, count: target.freeCapacity)
        }
    }
}
