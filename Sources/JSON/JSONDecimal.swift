// SPDX-License-Identifier: Apache-2.0

/// An exact decimal in normal form: `0.d₁d₂d₃… × 10^exponent`, with neither leading nor trailing zeros.
///
/// Every value has one form, so the synthesised equality and hash are those of the value. Zero has no digits.
struct JSONDecimal: Hashable, Sendable {
    var isNegative: Bool
    /// Decimal digits 0 to 9, the most significant first.
    var digits: [UInt8]
    /// Saturated at ±`exponentLimit`; numbers beyond it compare as equally large.
    var exponent: Int

    /// Far above any exponent whose digits could be written out, far below overflow.
    static let exponentLimit = Int.max / 4

    init(_ value: Int64) {
        self.init(grammatical: String(value))
    }

    /// - Parameter text: a number in the grammar of RFC 8259 §6.
    init(grammatical text: String) {
        isNegative = false
        digits = []
        exponent = 0
        var pointSeen = false
        var iterator = text.utf8.makeIterator()
        var integerDigits = 0
        scan: while let byte = iterator.next() {
            switch byte {
            case UInt8(ascii: "-"): isNegative = true
            case UInt8(ascii: "."): pointSeen = true
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                digits.append(byte - UInt8(ascii: "0"))
                if !pointSeen { integerDigits += 1 }
            default:  // e or E
                exponent = Self.exponent(of: &iterator)
                break scan
            }
        }
        normalise(integerDigits: integerDigits)
    }

    private static func exponent(of bytes: inout String.UTF8View.Iterator) -> Int {
        var isNegative = false
        var value = 0
        while let byte = bytes.next() {
            switch byte {
            case UInt8(ascii: "-"): isNegative = true
            case UInt8(ascii: "+"): break
            default:
                value = min(exponentLimit, min(exponentLimit, value * 10) + Int(byte - UInt8(ascii: "0")))
            }
            if value >= exponentLimit / 10 { value = exponentLimit / 10 }
        }
        return isNegative ? -value : value
    }

    private mutating func normalise(integerDigits: Int) {
        while digits.last == 0 { digits.removeLast() }
        let leadingZeros = digits.prefix { $0 == 0 }.count
        digits.removeFirst(leadingZeros)
        if digits.isEmpty {
            isNegative = false
            exponent = 0
        } else {
            exponent += integerDigits - leadingZeros
        }
    }

    var isInteger: Bool {
        exponent >= digits.count
    }

    /// The value in that type, when it is whole and fits.
    func exactly<Integer: FixedWidthInteger>(_ type: Integer.Type) -> Integer? {
        guard isInteger else { return nil }
        if digits.isEmpty { return 0 }
        // Every integer type of up to 128 bits has at most 39 decimal digits.
        guard exponent <= Integer.bitWidth else { return nil }
        var value: Integer = 0
        for position in 0..<exponent {
            let (scaled, overflow) = value.multipliedReportingOverflow(by: 10)
            if overflow { return nil }
            let digit = Integer(position < digits.count ? digits[position] : 0)
            let (sum, carry) =
                isNegative
                ? scaled.subtractingReportingOverflow(digit) : scaled.addingReportingOverflow(digit)
            if carry { return nil }
            value = sum
        }
        return value
    }
}

extension JSONDecimal: Comparable {
    static func < (left: JSONDecimal, right: JSONDecimal) -> Bool {
        if left.sign != right.sign { return left.sign < right.sign }
        let isSmaller = left.hasSmallerMagnitude(than: right)
        return left.isNegative ? right.hasSmallerMagnitude(than: left) : isSmaller
    }

    private var sign: Int {
        digits.isEmpty ? 0 : isNegative ? -1 : 1
    }

    private func hasSmallerMagnitude(than other: JSONDecimal) -> Bool {
        if exponent != other.exponent { return exponent < other.exponent }
        return digits.lexicographicallyPrecedes(other.digits)
    }
}
