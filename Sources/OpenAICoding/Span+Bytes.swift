// SPDX-License-Identifier: Apache-2.0

extension Span<UInt8> {
    /// Whether these are the bytes of `text`.
    func equals(_ text: String) -> Bool {
        let other = text.utf8Span.span
        guard count == other.count else { return false }
        for index in 0..<count where self[index] != other[index] { return false }
        return true
    }

    /// Whether both hold the same bytes.
    func equals(_ other: Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        var index = 0
        while index + 8 <= count {
            guard word(at: index) == other.word(at: index) else { return false }
            index += 8
        }
        while index < count {
            guard self[index] == other[index] else { return false }
            index += 1
        }
        return true
    }

    /// The eight bytes from `index` on, which must be there.
    func word(at index: Int) -> UInt64 {
        // Unsafe in name for types with invalid bit patterns, which an integer has not; the bounds are checked.
        bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self)
    }

    /// Where the next byte is that a JSON string cannot hold as it is; nil when there is none.
    func endOfContent(from start: Int) -> Int? {
        var index = start
        while index + 8 <= count {
            let found = word(at: index).endsOfContent
            if found != 0 { return index + found.trailingZeroBitCount / 8 }
            index += 8
        }
        while index < count {
            let byte = self[index]
            if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return index }
            index += 1
        }
        return nil
    }

    func contains(_ byte: UInt8) -> Bool {
        for index in 0..<count where self[index] == byte { return true }
        return false
    }

    func allSatisfy(_ predicate: (UInt8) -> Bool) -> Bool {
        for index in 0..<count where !predicate(self[index]) { return false }
        return true
    }
}

extension UInt64 {
    /// Whether one of the eight bytes is `byte`.
    func hasByte(_ byte: UInt8) -> Bool {
        // A byte of the difference is zero where the byte is found: only there a borrow sets a high bit that was clear.
        let difference = self ^ (0x0101_0101_0101_0101 &* UInt64(byte))
        return (difference &- 0x0101_0101_0101_0101) & ~difference & 0x8080_8080_8080_8080 != 0
    }

    /// The high bit of each of the eight bytes that a JSON string cannot hold as it is: quote, backslash, controls.
    ///
    /// The lowest one is right; those above it may be there for its sake alone.
    var endsOfContent: UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let quotes = self ^ (ones &* UInt64(UInt8(ascii: "\"")))
        let backslashes = self ^ (ones &* UInt64(UInt8(ascii: "\\")))
        let below = (self &- ones &* 0x20) & ~self
        let found = ((quotes &- ones) & ~quotes) | ((backslashes &- ones) & ~backslashes) | below
        return found & (ones &* 0x80)
    }
}

extension [UInt8] {
    mutating func append(contentsOf bytes: Span<UInt8>) {
        append(addingCapacity: bytes.count) { target in
            for index in 0..<bytes.count { target.append(bytes[index]) }
        }
    }
}

extension String {
    /// The text of the bytes; what is not UTF-8 becomes U+FFFD.
    init(lossy bytes: Span<UInt8>) {
        if let text = try? UTF8Span(validating: bytes) {
            self = String(copying: text)
        } else {
            // Bytes that are no UTF-8 are expected here: decoding repairs them.
            var copy: [UInt8] = []
            copy.append(contentsOf: bytes)
            self = String(decoding: copy, as: UTF8.self)
        }
    }
}
