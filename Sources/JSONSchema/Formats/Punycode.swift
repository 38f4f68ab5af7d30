// SPDX-License-Identifier: Apache-2.0

/// The encoding of international labels, RFC 3492.
enum Punycode {
    private static let base = 36
    private static let firstThreshold = 1
    private static let lastThreshold = 26
    private static let skew = 38
    private static let damp = 700
    private static let firstBias = 72
    private static let firstValue = 128

    /// The characters that an encoded label (after `xn--`) stands for; nil when it is not one.
    static func decode(_ text: [UInt8]) -> [Unicode.Scalar]? {
        let mark = text.lastIndex(of: UInt8(ascii: "-"))
        var output = text[..<(mark ?? 0)].map { Unicode.Scalar($0) }
        var index = mark.map { $0 + 1 } ?? 0
        var value = firstValue
        var position = 0
        var bias = firstBias
        guard index < text.count else { return nil }
        while index < text.count {
            let old = position
            guard let advanced = advance(text, &index, from: position, bias: bias) else { return nil }
            position = advanced
            let count = output.count + 1
            bias = adapted(position - old, count: count, isFirst: old == 0)
            value += position / count
            position %= count
            guard value <= 0x10FFFF, let scalar = Unicode.Scalar(UInt32(value)) else { return nil }
            output.insert(scalar, at: position)
            position += 1
        }
        return output
    }

    /// Reads one number of variable length and adds it to `start`.
    private static func advance(_ text: [UInt8], _ index: inout Int, from start: Int, bias: Int) -> Int? {
        var position = start
        var weight = 1
        var step = base
        while true {
            guard index < text.count, let digit = digit(text[index]) else { return nil }
            index += 1
            position += digit * weight
            let threshold = min(max(step - bias, firstThreshold), lastThreshold)
            if digit < threshold { return position }
            weight *= base - threshold
            // Labels have at most 63 bytes; a number this large cannot name a character.
            guard weight < 1 << 40, position < 1 << 40 else { return nil }
            step += base
        }
    }

    private static func digit(_ byte: UInt8) -> Int? {
        if byte.isASCIIDigit { return Int(byte - UInt8(ascii: "0")) + 26 }
        return byte.isASCIILetter ? Int((byte | 0x20) - UInt8(ascii: "a")) : nil
    }

    private static func adapted(_ delta: Int, count: Int, isFirst: Bool) -> Int {
        var delta = isFirst ? delta / damp : delta / 2
        delta += delta / count
        var steps = 0
        while delta > (base - firstThreshold) * lastThreshold / 2 {
            delta /= base - firstThreshold
            steps += base
        }
        return steps + (base - firstThreshold + 1) * delta / (delta + skew)
    }
}
