// SPDX-License-Identifier: Apache-2.0

/// What a program has written: the beginning, the end, and how much was between them.
package struct CappedBytes: Sendable, Hashable {
    /// How much of the beginning and how much of the end is kept, in bytes.
    package let halfBytes: Int
    /// All bytes so far, kept or not.
    package private(set) var totalBytes = 0
    private var head: [UInt8] = []
    /// A ring once it is full; `next` is where it begins then.
    private var ring: [UInt8] = []
    private var next = 0

    package init(halfBytes: Int) {
        self.halfBytes = halfBytes
    }

    /// How many bytes in the middle are lost.
    package var omittedBytes: Int { totalBytes - head.count - ring.count }

    /// The beginning; all of it when nothing is lost.
    package var beginning: [UInt8] { omittedBytes == 0 ? head + end : head }

    /// The end, when something before it is lost.
    package var ending: [UInt8] { omittedBytes == 0 ? [] : end }

    private var end: [UInt8] { Array(ring[next...] + ring[..<next]) }

    /// - Complexity: O(bytes), whatever came before.
    package mutating func append(_ bytes: ArraySlice<UInt8>) {
        totalBytes += bytes.count
        let first = bytes.prefix(halfBytes - head.count)
        head += first
        // Of what goes through the ring only the last round stays.
        var rest = bytes.dropFirst(first.count).suffix(halfBytes)
        let filling = rest.prefix(halfBytes - ring.count)
        ring += filling
        rest = rest.dropFirst(filling.count)
        let beforeEnd = rest.prefix(halfBytes - next)
        ring.replaceSubrange(next..<next + beforeEnd.count, with: beforeEnd)
        let afterEnd = rest.dropFirst(beforeEnd.count)
        ring.replaceSubrange(..<afterEnd.count, with: afterEnd)
        next = halfBytes == 0 ? 0 : (next + rest.count) % halfBytes
    }
}
