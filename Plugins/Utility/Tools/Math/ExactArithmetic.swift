// SPDX-License-Identifier: Apache-2.0

internal import BigInt
internal import Glibc

/// Arithmetic on exact numbers that keeps count of what it costs and stops before it costs too much.
struct ExactArithmetic {
    private var workLeft = MathLimits.work

    mutating func add(_ left: Rational, _ right: Rational) throws(MathError) -> Rational {
        if left.isInteger, right.isInteger { return Rational(left.numerator + right.numerator) }
        let bits = left.bits + right.bits
        try reserve(bits: bits)
        try chargeReduction(bits)
        return Rational(
            left.numerator * right.denominator + right.numerator * left.denominator,
            over: left.denominator * right.denominator
        )
    }

    mutating func multiply(_ left: Rational, _ right: Rational) throws(MathError) -> Rational {
        try reserve(bits: left.bits + right.bits)
        try charge(Self.words(left.bits) * Self.words(right.bits))
        if left.isInteger, right.isInteger { return Rational(left.numerator * right.numerator) }
        try chargeReduction(left.bits + right.bits)
        return Rational(left.numerator * right.numerator, over: left.denominator * right.denominator)
    }

    mutating func divide(_ left: Rational, _ right: Rational) throws(MathError) -> Rational {
        guard !right.isZero else { throw MathError.undefined("division by zero.") }
        if left.isInteger, right.isInteger {
            // Most quotients of large integers have no remainder, and then nothing needs to be reduced.
            let (quotient, remainder) = try divideWhole(left.numerator, right.numerator)
            if remainder.isZero { return Rational(quotient) }
        }
        let sign: BigInt = right.isNegative ? -1 : 1
        let inverse = Rational(lowest: right.denominator * sign, BigInt(right.numerator.magnitude))
        return try multiply(left, inverse)
    }

    /// The integer quotient, rounded down, and the remainder, which has the sign of the divisor.
    mutating func divideDown(
        _ left: Rational, _ right: Rational
    ) throws(MathError) -> (quotient: Rational, remainder: Rational) {
        guard left.isInteger, right.isInteger, !right.isZero else {
            let quotient = Rational(try divide(left, right).floor)
            return (quotient, try add(left, try multiply(quotient, right).negated))
        }
        var (quotient, remainder) = try divideWhole(left.numerator, right.numerator)
        if !remainder.isZero, (remainder.sign == .minus) != right.isNegative {
            quotient -= 1
            remainder += right.numerator
        }
        return (Rational(quotient), Rational(remainder))
    }

    private mutating func divideWhole(
        _ left: BigInt, _ right: BigInt
    ) throws(MathError) -> (quotient: BigInt, remainder: BigInt) {
        let rightWords = Self.words(right.bitWidth)
        try charge(rightWords * max(1, Self.words(left.bitWidth) - rightWords))
        return left.quotientAndRemainder(dividingBy: right)
    }

    /// `base` to an integer power.
    mutating func power(_ base: Rational, _ exponent: BigInt) throws(MathError) -> Rational {
        if exponent.isZero { return Rational(1) }
        if base.isZero {
            guard exponent.sign == .plus else { throw MathError.undefined("zero has no negative power.") }
            return base
        }
        if base.magnitude == Rational(1) {
            return base.isNegative && exponent.magnitude & 1 == 1 ? base : Rational(1)
        }
        // The size is known before any work is done.
        let logarithm = max(base.numerator.magnitude.log2, base.denominator.magnitude.log2)
        let bits = logarithm * abs(Rational(exponent).double)
        guard bits <= Double(MathLimits.bits), let count = Int(exactly: exponent.magnitude) else {
            throw Self.tooLarge(digits: bits * 0.30103)
        }
        try charge(Self.words(base.bits * count) * Self.words(base.bits * count))
        let numerator = base.numerator.power(count)
        let denominator = base.denominator.power(count)
        // Powers of coprime numbers are coprime.
        guard exponent.sign == .minus else { return Rational(lowest: numerator, denominator) }
        let sign: BigInt = numerator.sign == .minus ? -1 : 1
        return Rational(lowest: denominator * sign, numerator * sign)
    }

    /// The product of all integers from `first` to `last`, by halves, so that the factors stay of like size.
    mutating func product(_ first: Int, through last: Int) throws(MathError) -> BigInt {
        guard first <= last else { return 1 }
        guard last - first >= Self.directFactors else {
            return (first...last).reduce(BigInt(1)) { $0 * BigInt($1) }
        }
        let middle = first + (last - first) / 2
        let left = try product(first, through: middle)
        let right = try product(middle + 1, through: last)
        try reserve(bits: left.bitWidth + right.bitWidth)
        try charge(Self.words(left.bitWidth) * Self.words(right.bitWidth))
        return left * right
    }

    private static let directFactors = 16

    // MARK: - Limits

    /// Stops when a result of so many bits would be too large.
    func reserve(bits: Int) throws(MathError) {
        if bits > MathLimits.bits + 64 { throw Self.tooLarge(digits: Double(bits) * 0.30103) }
    }

    /// Counts products of machine words.
    mutating func charge(_ work: Int) throws(MathError) {
        workLeft -= work
        if workLeft < 0 {
            throw MathError(
                .tooLarge, "this takes too many steps on too large numbers.",
                hint:
                    "Use smaller numbers, or decimals such as 1.5e300 with functions that need not be exact."
            )
        }
    }

    /// Reducing a fraction takes a step over all words for each bit.
    mutating func chargeReduction(_ bits: Int) throws(MathError) {
        try charge(Self.words(bits) * bits / 4)
    }

    static func words(_ bits: Int) -> Int { bits / 64 + 1 }

    /// The refusal of a number with about so many decimal digits.
    static func tooLarge(digits: Double) -> MathError {
        let largest = Int(Double(MathLimits.bits) * 0.30103)
        let count = digits < 1e15 ? "about \(Int(digits.rounded(.up)))" : "more than 1e15"
        return MathError(
            .tooLarge, "the exact number would have \(count) digits; at most about \(largest) are possible.",
            hint:
                "For its size use logarithms, for a remainder powmod(base, exponent, modulus)."
        )
    }
}
