// SPDX-License-Identifier: Apache-2.0

/// Bytes as text in the alphabet of RFC 4648 §4, with padding.
package enum Base64 {
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let padding = UInt8(ascii: "=")

    /// The text of `bytes`.
    package static func text(of bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        var index = 0
        while index < bytes.count {
            let group = bytes[index..<min(index + 3, bytes.count)]
            var bits = 0
            for byte in group { bits = bits << 8 | Int(byte) }
            bits <<= 8 * (3 - group.count)
            for sextet in 0..<4 {
                let digit = alphabet[bits >> (18 - 6 * sextet) & 0x3F]
                text.append(sextet <= group.count ? digit : padding)
            }
            index += 3
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes that `text` spells; nil when a character, the length, the padding or a spare bit is wrong.
    package static func bytes(of text: String) -> [UInt8]? {
        let digits = Array(text.utf8)
        guard digits.count.isMultiple(of: 4) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 4 * 3)
        for start in stride(from: 0, to: digits.count, by: 4) {
            let isLast = start + 4 == digits.count
            guard append(digits[start..<(start + 4)], isLast: isLast, to: &bytes) else { return nil }
        }
        return bytes
    }

    private static func append(_ group: ArraySlice<UInt8>, isLast: Bool, to bytes: inout [UInt8]) -> Bool {
        let padded = group.reversed().prefix { $0 == padding }.count
        guard padded == 0 || (isLast && padded <= 2) else { return false }
        var bits = 0
        for digit in group.dropLast(padded) {
            guard let value = value(of: digit) else { return false }
            bits = bits << 6 | value
        }
        bits <<= 6 * padded
        guard bits & (1 << (8 * padded) - 1) == 0 else { return false }
        for position in 0..<(3 - padded) {
            bytes.append(UInt8(truncatingIfNeeded: bits >> (16 - 8 * position)))
        }
        return true
    }

    private static func value(of digit: UInt8) -> Int? {
        switch digit {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): Int(digit - UInt8(ascii: "A"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): Int(digit - UInt8(ascii: "a")) + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(digit - UInt8(ascii: "0")) + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
