// SPDX-License-Identifier: Apache-2.0

internal import BigInt

/// An exact fraction in lowest terms with a positive denominator.
struct Rational: Hashable, Sendable {
    let numerator: BigInt
    let denominator: BigInt

    /// - Precondition: both are in lowest terms and the denominator is positive.
    init(lowest numerator: BigInt, _ denominator: BigInt) {
        self.numerator = numerator
        self.denominator = denominator
    }

    init(_ integer: BigInt) {
        self.init(lowest: integer, 1)
    }

    init(_ integer: Int) {
        self.init(BigInt(integer))
    }

    /// The fraction in lowest terms; the denominator is not zero.
    init(_ numerator: BigInt, over denominator: BigInt) {
        precondition(!denominator.isZero, "callers turn away division by zero")
        let sign: BigInt = denominator.sign == .minus ? -1 : 1
        guard denominator.magnitude != 1 else {
            self.init(lowest: numerator * sign, 1)
            return
        }
        let common = numerator.greatestCommonDivisor(with: denominator) * sign
        self.init(lowest: numerator / common, denominator / common)
    }

    /// The exact value of a finite double.
    init(_ value: Double) {
        guard value != 0 else {
            self.init(0)
            return
        }
        let exponent = Int(value.exponent) - 52
        // The significand is in [1, 2), so that 52 more binary places make it whole.
        let whole = BigInt(Int64(value.significand * 0x1p52)) * (value.sign == .minus ? -1 : 1)
        if exponent >= 0 {
            self.init(whole << exponent)
        } else {
            self.init(whole, over: BigInt(1) << -exponent)
        }
    }

    var isInteger: Bool { denominator == 1 }
    var isZero: Bool { numerator.isZero }
    var isNegative: Bool { numerator.sign == .minus && !numerator.isZero }

    /// The integer, when it is one that fits.
    var int: Int? {
        isInteger ? Int(exactly: numerator) : nil
    }

    var negated: Rational { Rational(lowest: -numerator, denominator) }
    var magnitude: Rational { Rational(lowest: BigInt(numerator.magnitude), denominator) }

    /// The largest integer that is not above the value.
    var floor: BigInt {
        let (quotient, remainder) = numerator.quotientAndRemainder(dividingBy: denominator)
        return remainder.sign == .minus && !remainder.isZero ? quotient - 1 : quotient
    }

    /// The nearest integer, halves away from zero.
    var rounded: BigInt {
        let doubled = (BigInt(numerator.magnitude) * 2 + denominator) / (denominator * 2)
        return isNegative ? -doubled : doubled
    }

    /// The nearest double; infinite when out of range.
    var double: Double {
        guard !isZero else { return 0 }
        // 64 significant bits of the quotient are 11 more than a double keeps.
        let shift = 64 - (numerator.magnitude.bitWidth - denominator.magnitude.bitWidth)
        let scaled =
            shift >= 0
            ? (numerator.magnitude << shift) / denominator.magnitude
            : numerator.magnitude / (denominator.magnitude << -shift)
        let extra = max(0, scaled.bitWidth - 64)
        let significand = Double(UInt64(truncatingIfNeeded: scaled >> extra))
        let size = Double(sign: .plus, exponent: extra - shift, significand: significand)
        return isNegative ? -size : size
    }

    /// The larger bit width of numerator and denominator.
    var bits: Int { max(numerator.magnitude.bitWidth, denominator.magnitude.bitWidth) }
}

extension Rational: Comparable {
    static func < (left: Rational, right: Rational) -> Bool {
        left.numerator * right.denominator < right.numerator * left.denominator
    }
}
