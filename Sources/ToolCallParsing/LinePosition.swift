// SPDX-License-Identifier: Apache-2.0

/// How a line of visible text has begun, as far as fences care.
struct LinePosition: Sendable {
    /// The spaces since the line's start; 4 when a fence cannot begin here (CommonMark 0.31, 4.5).
    private var spaces = 0
    private(set) var lastByte: UInt8 = 0

    /// At most three spaces stand before this place on its line.
    var isAtLineStart: Bool { spaces < 4 }

    /// - Complexity: O(1): at most five bytes are looked at.
    @inline(__always)
    mutating func advance(over bytes: Span<UInt8>) {
        guard !bytes.isEmpty else { return }
        lastByte = bytes[bytes.count - 1]
        var count = 0
        while count < 4, count < bytes.count {
            let byte = bytes[bytes.count - 1 - count]
            if byte == 0x0A {
                spaces = count
                return
            }
            guard byte == 0x20 else {
                spaces = 4
                return
            }
            count += 1
        }
        // Nothing but spaces; a line end may stand right before four of them.
        spaces = count == bytes.count ? min(4, spaces + count) : 4
    }
}
