// SPDX-License-Identifier: Apache-2.0

/// The characters of RFC 8259 §2 and §7.
enum JSONEscapes {
    static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
    }

    /// What the letter after a backslash stands for; nil for `u` and for letters that mean nothing.
    static func byte(escapedAs letter: UInt8) -> UInt8? {
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): letter
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        default: nil
        }
    }

    /// The letter that escapes `byte` in short form; nil when it has none.
    static func letter(escaping byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): byte
        case 0x08: UInt8(ascii: "b")
        case 0x0C: UInt8(ascii: "f")
        case 0x0A: UInt8(ascii: "n")
        case 0x0D: UInt8(ascii: "r")
        case 0x09: UInt8(ascii: "t")
        default: nil
        }
    }

    static func hexadecimalValue(of byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    static func hexadecimalDigit(of value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }

    /// Where a run ends of what stands in a string as it is: at a quote, a backslash, a control character, or the end.
    static func endOfPlainContent(
        _ bytes: Span<UInt8>, from start: Int, quote: UInt8 = UInt8(ascii: "\"")
    ) -> Int {
        let quotes = 0x0101_0101_0101_0101 &* UInt64(quote)
        var position = start
        // Eight words at a time, loaded at once and without a branch between them, which processors do in one go.
        while position + 64 <= bytes.count {
            // Unsafe in name only, as below.
            let words = bytes.bytes.unsafeLoadUnaligned(fromByteOffset: position, as: SIMD8<UInt64>.self)
            var ends: UInt64 = 0
            for lane in 0..<8 { ends |= Self.ends(in: words[lane], quotes) }
            if ends != 0 { break }
            position += 64
        }
        while position + 8 <= bytes.count {
            let ends = Self.ends(in: word(bytes, at: position), quotes)
            if ends != 0 { return position + ends.trailingZeroBitCount / 8 }
            position += 8
        }
        while position < bytes.count {
            let byte = bytes[position]
            if byte == quote || byte == UInt8(ascii: "\\") || byte < 0x20 { break }
            position += 1
        }
        return position
    }

    /// How many of eight bytes at the start stand in a string as they are.
    static func plainCount(of word: UInt64) -> Int {
        ends(in: word, 0x0101_0101_0101_0101 &* UInt64(UInt8(ascii: "\""))).trailingZeroBitCount / 8
    }

    /// Eight bytes, the first one lowest.
    static func word(_ bytes: Span<UInt8>, at offset: Int) -> UInt64 {
        // Unsafe in name for types with invalid bit patterns, which an integer has not; the bounds are checked.
        UInt64(littleEndian: bytes.bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    /// Not zero when one of eight bytes is a quote, a backslash or a control character, and its lowest bit in the first.
    ///
    /// Taking one from each byte borrows from its high bit only where the byte was zero, or below the limit.
    private static func ends(in word: UInt64, _ quotes: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let quotes = word ^ quotes
        let backslashes = word ^ (ones &* UInt64(UInt8(ascii: "\\")))
        let below = (word &- ones &* 0x20) & ~word
        let found = ((quotes &- ones) & ~quotes) | ((backslashes &- ones) & ~backslashes) | below
        return found & (ones &* 0x80)
    }
}
