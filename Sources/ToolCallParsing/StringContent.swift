// SPDX-License-Identifier: Apache-2.0

/// What a look at a chunk inside a JSON string tells, so that most chunks need no scanner.
enum StringContent: Sendable {
    /// Bytes and whole escapes as `JSONWriter` writes them, all ASCII.
    case canonical
    /// Nothing but content, to be read before it can be written.
    case other
    /// The same, and the last byte is a backslash.
    case cut
    /// The string may end here, or an escape is of the long kind.
    case unclear

    /// - Parameters:
    ///   - bytes: the chunk.
    ///   - beginsInEscape: whether the byte before it was the backslash of an escape.
    ///
    /// - Complexity: O(bytes).
    @inline(__always)
    init(_ bytes: Span<UInt8>, beginsInEscape: Bool = false) {
        if !beginsInEscape, Self.isPlain(bytes) {
            self = .canonical
        } else {
            self.init(lookingAt: bytes, beginsInEscape: beginsInEscape)
        }
    }

    @inline(never)
    private init(lookingAt bytes: Span<UInt8>, beginsInEscape: Bool) {
        var index = 0
        var isCanonical = !beginsInEscape
        if beginsInEscape {
            guard !bytes.isEmpty, Self.isCanonicalEscape(bytes[0]) || bytes[0] == UInt8(ascii: "/") else {
                self = .unclear
                return
            }
            index = 1
        }
        while index < bytes.count {
            let byte = bytes[index]
            index &+= 1
            // What means something in a string in either kind of quotes.
            let isPlain =
                byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
                && byte != UInt8(ascii: "'")
            if isPlain {
                if byte >= 0x7F { isCanonical = false }
                continue
            }
            guard byte == UInt8(ascii: "\\") else {
                self = .unclear
                return
            }
            guard index < bytes.count else {
                self = .cut
                return
            }
            let letter = bytes[index]
            if letter == UInt8(ascii: "/") {
                isCanonical = false
            } else if !Self.isCanonicalEscape(letter) {
                self = .unclear
                return
            }
            index &+= 1
        }
        self = isCanonical ? .canonical : .other
    }

    /// The escapes that `JSONWriter` writes, of one letter.
    private static func isCanonicalEscape(_ letter: UInt8) -> Bool {
        switch letter {
        case UInt8(ascii: "n"), UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "t"), UInt8(ascii: "r"),
            UInt8(ascii: "b"), UInt8(ascii: "f"):
            true
        default: false
        }
    }

    /// Whether four to eight bytes are all ASCII and mean nothing in a string, looked at all at once.
    @inline(__always)
    private static func isPlain(_ bytes: Span<UInt8>) -> Bool {
        guard bytes.count >= 4, bytes.count <= 8 else { return false }
        let (first, last) = bytes.firstAndLastFour
        let word = UInt64(first) | UInt64(last) << 32
        let ones: UInt64 = 0x0101_0101_0101_0101
        let quotes = word ^ (ones &* UInt64(UInt8(ascii: "\"")))
        let apostrophes = word ^ (ones &* UInt64(UInt8(ascii: "'")))
        let backslashes = word ^ (ones &* UInt64(UInt8(ascii: "\\")))
        // Taking one from a byte below 0x80 sets its high bit only where it was zero; adding one, only at 0x7F.
        let found =
            (quotes &- ones) | (apostrophes &- ones) | (backslashes &- ones) | (word &- ones &* 0x20)
            | (word &+ ones) | word
        return found & (ones &* 0x80) == 0
    }
}
