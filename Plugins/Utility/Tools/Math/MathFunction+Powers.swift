// SPDX-License-Identifier: Apache-2.0

internal import BigInt
internal import Glibc

extension MathFunction {
    /// Roots, exponentials and logarithms.
    static let powers: [MathFunction] = [
        MathFunction("sqrt", arguments: 1...1, usage: "sqrt(x)") { (arithmetic, values) throws(MathError) in
            try root(values[0], 2, &arithmetic)
        },
        MathFunction("cbrt", arguments: 1...1, usage: "cbrt(x)") { (arithmetic, values) throws(MathError) in
            try root(values[0], 3, &arithmetic)
        },
        MathFunction("root", "nthroot", arguments: 2...2, usage: "root(x, degree)") {
            (arithmetic, values) throws(MathError) in
            try root(values[0], try values[1].int("root", 1...MathLimits.bits), &arithmetic)
        },
        MathFunction("pow", "power", arguments: 2...2, usage: "pow(base, exponent)") {
            (arithmetic, values) throws(MathError) in
            try power(values[0], values[1], &arithmetic)
        },
        MathFunction("exp", arguments: 1...1, usage: "exp(x)") { (_, values) throws(MathError) in
            if values[0].rational?.isZero == true { return .integer(1) }
            return try .checked(exp(try values[0].double()))
        },
        MathFunction("ln", arguments: 1...1, usage: "ln(x)") { (arithmetic, values) throws(MathError) in
            try logarithm(values[0], base: nil, &arithmetic)
        },
        MathFunction("log", arguments: 1...2, usage: "log(x, base); without a base it is 10") {
            (arithmetic, values) throws(MathError) in
            try logarithm(values[0], base: values.count > 1 ? values[1] : .integer(10), &arithmetic)
        },
        MathFunction("log10", "lg", arguments: 1...1, usage: "log10(x)") {
            (arithmetic, values) throws(MathError) in
            try logarithm(values[0], base: .integer(10), &arithmetic)
        },
        MathFunction("log2", "lb", arguments: 1...1, usage: "log2(x)") {
            (arithmetic, values) throws(MathError) in
            try logarithm(values[0], base: .integer(2), &arithmetic)
        },
    ]

    /// The real root, exact where it is rational; odd roots of negative numbers are negative.
    static func root(
        _ value: MathValue, _ degree: Int, _ arithmetic: inout ExactArithmetic
    ) throws(MathError) -> MathValue {
        let isNegative = try value.double() < 0
        if isNegative, degree % 2 == 0 {
            throw MathError.undefined("a negative number has no real root of even degree.")
        }
        if let rational = value.rational {
            if let numerator = try rational.numerator.magnitude.exactRoot(degree, &arithmetic),
                let denominator = try rational.denominator.magnitude.exactRoot(degree, &arithmetic)
            {
                let size = BigInt(numerator)
                return .exact(Rational(lowest: isNegative ? -size : size, BigInt(denominator)))
            }
            if degree == 2 { return try .checked(squareRoot(rational)) }
        }
        let size = abs(try value.double())
        let found = degree == 2 ? size.squareRoot() : degree == 3 ? cbrt(size) : pow(size, 1 / Double(degree))
        return try .checked(isNegative ? -found : found)
    }

    /// The square root to 64 bits, also of numbers beyond the range of doubles.
    private static func squareRoot(_ value: Rational) -> Double {
        let missing = 128 - (value.numerator.magnitude.bitWidth - value.denominator.magnitude.bitWidth)
        let shift = missing - missing % 2
        let scaled =
            shift >= 0
            ? (value.numerator.magnitude << shift) / value.denominator.magnitude
            : value.numerator.magnitude / (value.denominator.magnitude << -shift)
        let root = Rational(BigInt(scaled.squareRoot())).double
        return scalbn(root, Int32(clamping: -shift / 2))
    }

    /// `base` to the power of `exponent`.
    static func power(
        _ base: MathValue, _ exponent: MathValue, _ arithmetic: inout ExactArithmetic
    ) throws(MathError) -> MathValue {
        if let base = base.rational, let exponent = exponent.rational {
            if exponent.isInteger { return .exact(try arithmetic.power(base, exponent.numerator)) }
            if !base.isNegative, let degree = Int(exactly: exponent.denominator),
                degree <= largestExactDegree,
                case .exact(let found, _) = try root(.exact(base), degree, &arithmetic)
            {
                return .exact(try arithmetic.power(found, exponent.numerator))
            }
        }
        let (size, count) = (try base.double(), try exponent.double())
        if size < 0, count != count.rounded() {
            throw MathError.undefined(
                "a negative number has no real power with a fraction as exponent.",
                hint: "For odd roots use root(x, degree): root(-8, 3) is -2."
            )
        }
        if size == 0, count < 0 { throw MathError.undefined("zero has no negative power.") }
        return try .checked(pow(size, count))
    }

    private static let largestExactDegree = 64

    private static func logarithm(
        _ value: MathValue, base: MathValue?, _ arithmetic: inout ExactArithmetic
    ) throws(MathError) -> MathValue {
        let natural = try naturalLogarithm(value)
        guard let base else { return natural == 0 ? .integer(0) : .real(natural) }
        let divisor = try naturalLogarithm(base)
        guard divisor != 0 else { throw MathError.undefined("there is no logarithm to base 1.") }
        let quotient = natural / divisor
        // A whole result is checked exactly: log(1000) is 3.
        if let value = value.rational, let base = base.rational, abs(quotient) < Double(MathLimits.bits) {
            let candidate = Int(quotient.rounded())
            if abs(quotient - Double(candidate)) < 1e-9,
                try arithmetic.power(base, BigInt(candidate)) == value
            {
                return .integer(candidate)
            }
        }
        return try .checked(quotient)
    }

    private static func naturalLogarithm(_ value: MathValue) throws(MathError) -> Double {
        if let rational = value.rational, !rational.isNegative, !rational.isZero {
            let size = rational.double
            // Near 1 the difference of two logarithms would lose digits; far out the double would overflow.
            if size > 1e-300, size < 1e300 { return log(size) }
            return (rational.numerator.magnitude.log2 - rational.denominator.magnitude.log2) * M_LN2
        }
        let size = try value.double()
        guard size > 0 else { throw MathError.undefined("only positive numbers have a real logarithm.") }
        return log(size)
    }
}
