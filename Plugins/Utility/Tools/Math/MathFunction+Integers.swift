// SPDX-License-Identifier: Apache-2.0

internal import BigInt
internal import Glibc

extension MathFunction {
    /// Divisibility and remainders.
    static let integers: [MathFunction] = [
        MathFunction("gcd", arguments: any, usage: "gcd(a, b, ...)") {
            (arithmetic, values) throws(MathError) in
            var found = BigInt(0)
            for value in try flattened(values) {
                let next = try value.integer("gcd")
                try arithmetic.chargeReduction(max(found.bitWidth, next.bitWidth))
                found = found.greatestCommonDivisor(with: next)
            }
            return .integer(found)
        },
        MathFunction("lcm", arguments: any, usage: "lcm(a, b, ...)") {
            (arithmetic, values) throws(MathError) in
            var found = BigInt(1)
            for value in try flattened(values) {
                let next = try value.integer("lcm")
                if next.isZero { return .integer(0) }
                try arithmetic.reserve(bits: found.bitWidth + next.bitWidth)
                try arithmetic.chargeReduction(max(found.bitWidth, next.bitWidth))
                found = found / found.greatestCommonDivisor(with: next) * BigInt(next.magnitude)
            }
            return .integer(found)
        },
        MathFunction("mod", arguments: 2...2, usage: "mod(a, b); the sign is that of b") {
            (arithmetic, values) throws(MathError) in
            try arithmetic.divideDown(values[0], values[1]).remainder
        },
        MathFunction("rem", arguments: 2...2, usage: "rem(a, b); the sign is that of a") {
            (arithmetic, values) throws(MathError) in
            let dividend = try needed(values[0], "rem")
            let size = try arithmetic.divideDown(dividend.magnitude, try needed(values[1], "rem").magnitude)
                .remainder
            return .exact(dividend.isNegative ? size.negated : size)
        },
        MathFunction("div", "quotient", "quo", arguments: 2...2, usage: "div(a, b); rounds down") {
            (arithmetic, values) throws(MathError) in
            try arithmetic.divideDown(values[0], values[1]).quotient
        },
        MathFunction("powmod", "modpow", arguments: 3...3, usage: "powmod(base, exponent, modulus)") {
            (arithmetic, values) throws(MathError) in
            let (base, exponent) = (try values[0].integer("powmod"), try values[1].integer("powmod"))
            let modulus = try values[2].integer("powmod")
            guard modulus > 0 else { throw MathError.argument("powmod needs a positive modulus.") }
            guard exponent >= 0 else {
                throw MathError.argument("powmod needs an exponent of at least 0; see modinv.")
            }
            let words = ExactArithmetic.words(max(modulus.bitWidth, base.bitWidth))
            try arithmetic.charge(4 * words * words * exponent.bitWidth)
            let found = base.power(exponent, modulus: modulus)
            return .integer(found.sign == .minus ? found + modulus : found)
        },
        MathFunction("modinv", arguments: 2...2, usage: "modinv(a, modulus)") {
            (arithmetic, values) throws(MathError) in
            let (value, modulus) = (try values[0].integer("modinv"), try values[1].integer("modinv"))
            guard modulus > 1 else { throw MathError.argument("modinv needs a modulus above 1.") }
            try arithmetic.chargeReduction(4 * max(value.bitWidth, modulus.bitWidth))
            let reduced = try arithmetic.divideDown(Rational(value), Rational(modulus)).remainder.numerator
            guard let found = reduced.inverse(modulus) else {
                throw MathError.undefined("there is no inverse, since the numbers have a common divisor.")
            }
            return .integer(found.sign == .minus ? found + modulus : found)
        },
        MathFunction("digits", arguments: 1...1, usage: "digits(n); how many decimal digits") {
            (arithmetic, values) throws(MathError) in
            let number = try values[0].integer("digits")
            let words = ExactArithmetic.words(number.bitWidth)
            try arithmetic.charge(words * words)
            return .integer(String(number.magnitude).utf8.count)
        },
    ]
}
