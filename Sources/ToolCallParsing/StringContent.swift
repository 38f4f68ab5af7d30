// SPDX-License-Identifier: Apache-2.0

/// What a look at a chunk inside a JSON string tells, so that most chunks need no scanner.
enum StringContent: Sendable {
    /// Bytes and whole escapes as `JSONWriter` writes them, all ASCII.
    case canonical
    /// Nothing but content, to be read before it can be written.
    case other
    /// The string may end here, or an escape is cut.
    case unclear

    /// - Complexity: O(bytes).
    init(_ bytes: Span<UInt8>) {
        var index = 0
        var isCanonical = true
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
            guard byte == UInt8(ascii: "\\"), index < bytes.count else {
                self = .unclear
                return
            }
            switch bytes[index] {
            case UInt8(ascii: "n"), UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "t"),
                UInt8(ascii: "r"), UInt8(ascii: "b"), UInt8(ascii: "f"):
                break
            case UInt8(ascii: "/"):
                isCanonical = false
            default:
                self = .unclear
                return
            }
            index &+= 1
        }
        self = isCanonical ? .canonical : .other
    }
}
