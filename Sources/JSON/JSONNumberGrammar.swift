// SPDX-License-Identifier: Apache-2.0

/// The grammar of numbers in RFC 8259 §6.
enum JSONNumberGrammar {
    static func matches(_ text: String.UTF8View) -> Bool {
        let bytes = Array(text)
        return length(in: bytes.span, from: 0) == bytes.count && !bytes.isEmpty
    }

    /// How many bytes from `start` on form a number; nil when none do, or when a digit is missing.
    static func length(in bytes: Span<UInt8>, from start: Int) -> Int? {
        var index = start
        if index < bytes.count, bytes[index] == UInt8(ascii: "-") { index += 1 }
        guard index < bytes.count else { return nil }
        if bytes[index] == UInt8(ascii: "0") {
            index += 1
        } else {
            guard let afterDigits = digits(in: bytes, from: index) else { return nil }
            index = afterDigits
        }
        if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
            guard let afterDigits = digits(in: bytes, from: index + 1) else { return nil }
            index = afterDigits
        }
        if index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") {
            index += 1
            if index < bytes.count, bytes[index] == UInt8(ascii: "+") || bytes[index] == UInt8(ascii: "-") {
                index += 1
            }
            guard let afterDigits = digits(in: bytes, from: index) else { return nil }
            index = afterDigits
        }
        return index - start
    }

    /// The index after one or more digits; nil when there is none.
    private static func digits(in bytes: Span<UInt8>, from start: Int) -> Int? {
        var index = start
        while index < bytes.count, bytes[index] &- UInt8(ascii: "0") <= 9 { index += 1 }
        return index > start ? index : nil
    }
}
