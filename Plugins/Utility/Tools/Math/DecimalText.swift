// SPDX-License-Identifier: Apache-2.0

internal import BigInt

/// A number in decimal digits, rounded to a number of significant ones when it has more.
struct DecimalText {
    /// The digits, without sign and point, the first not zero; `0` for zero.
    private let digits: String
    /// The power of ten of the first digit.
    private let exponent: Int
    private let isNegative: Bool
    /// Whether nothing was rounded away.
    let isExact: Bool

    /// Any number with at most `limit` significant digits.
    init(_ value: Rational, digits limit: Int) {
        isNegative = value.isNegative
        guard !value.isZero else {
            digits = "0"
            exponent = 0
            isExact = true
            return
        }
        let size = value.magnitude
        var first = Self.estimatedExponent(size)
        var (scaled, isExact) = Self.scaled(size, places: limit - 1 - first)
        if String(scaled).utf8.count > limit {
            // The estimate was one short, or rounding gave another digit.
            first += 1
            (scaled, isExact) = Self.scaled(size, places: limit - 1 - first)
        } else if String(scaled).utf8.count < limit {
            first -= 1
            (scaled, isExact) = Self.scaled(size, places: limit - 1 - first)
        }
        self.isExact = isExact
        let text = String(scaled)
        exponent = first + text.utf8.count - limit
        digits = String(text.reversed().drop { $0 == "0" }.reversed())
    }

    private static func estimatedExponent(_ size: Rational) -> Int {
        let logarithm =
            (size.numerator.magnitude.log2 - size.denominator.magnitude.log2) * 0.30102999566398120
        return Int(logarithm.rounded(.down))
    }

    /// The nearest integer to the number times a power of ten.
    private static func scaled(_ size: Rational, places: Int) -> (BigInt, isExact: Bool) {
        let power = BigInt(10).power(abs(places))
        let (numerator, denominator) =
            places >= 0
            ? (size.numerator * power, size.denominator) : (size.numerator, size.denominator * power)
        let (quotient, remainder) = numerator.quotientAndRemainder(dividingBy: denominator)
        return (remainder * 2 >= denominator ? quotient + 1 : quotient, remainder.isZero)
    }

    /// The number in plain digits, or with an exponent when it is far from 1: `1.5e-10`.
    var text: String {
        let sign = isNegative ? "-" : ""
        if exponent < Self.smallestPlain || exponent > Self.largestPlain {
            let rest = digits.dropFirst()
            return "\(sign)\(digits.prefix(1))\(rest.isEmpty ? "" : ".")\(rest)e\(exponent)"
        }
        return sign + plain
    }

    private static let smallestPlain = -7
    private static let largestPlain = 20

    private var plain: String {
        if exponent < 0 { return "0." + String(repeating: "0", count: -exponent - 1) + digits }
        let whole = digits.prefix(exponent + 1)
        let zeros = String(repeating: "0", count: exponent + 1 - whole.utf8.count)
        let rest = digits.dropFirst(exponent + 1)
        return whole + zeros + (rest.isEmpty ? "" : "." + rest)
    }

    /// The number that the digits stand for.
    var value: Rational {
        let whole = (BigInt(digits, radix: 10) ?? 0) * (isNegative ? -1 : 1)
        let places = exponent - digits.utf8.count + 1
        let power = BigInt(10).power(abs(places))
        return places >= 0 ? Rational(whole * power) : Rational(whole, over: power)
    }

    /// The exact digits of a fraction that has an end, in full; nil when it has none or too many places.
    static func full(_ value: Rational) -> String? {
        var rest = value.denominator.magnitude
        let twos = rest.trailingZeroBitCount
        rest >>= twos
        guard twos <= MathLimits.decimalPlaces else { return nil }
        var fives = 0
        while fives <= MathLimits.decimalPlaces, rest % 5 == 0 {
            rest /= 5
            fives += 1
        }
        let places = max(twos, fives)
        guard rest == 1, places <= MathLimits.decimalPlaces else { return nil }
        return fixed(value, places: places)
    }

    /// The number with so many decimal places, rounded.
    static func fixed(_ value: Rational, places: Int) -> String {
        let scaled = scaled(value.magnitude, places: places).0
        var text = String(scaled)
        if text.utf8.count <= places {
            text = String(repeating: "0", count: places + 1 - text.utf8.count) + text
        }
        let sign = value.isNegative && !scaled.isZero ? "-" : ""
        return places == 0 ? sign + text : "\(sign)\(text.dropLast(places)).\(text.suffix(places))"
    }
}
