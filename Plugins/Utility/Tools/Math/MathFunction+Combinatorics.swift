// SPDX-License-Identifier: Apache-2.0

internal import BigInt
internal import Glibc

extension MathFunction {
    /// Counting.
    static let combinatorics: [MathFunction] = [
        MathFunction("factorial", "fact", arguments: 1...1, usage: "factorial(n)") {
            (arithmetic, values) throws(MathError) in
            try factorial(values[0], &arithmetic)
        },
        MathFunction(
            "binomial", "ncr", "comb", "choose", "combinations", arguments: 2...2, usage: "binomial(n, k)"
        ) {
            (arithmetic, values) throws(MathError) in
            let (total, chosen) = (try count(values[0], "binomial"), try count(values[1], "binomial"))
            guard chosen <= total else { return .integer(0) }
            let smaller = min(chosen, total - chosen)
            try reserve(
                logarithm: lgamma(Double(total) + 1) - lgamma(Double(smaller) + 1)
                    - lgamma(Double(total - smaller) + 1), arithmetic)
            let product = try arithmetic.product(total - smaller + 1, through: total)
            return .integer(product / (try arithmetic.product(2, through: smaller)))
        },
        MathFunction("permutations", "npr", "perm", arguments: 2...2, usage: "permutations(n, k)") {
            (arithmetic, values) throws(MathError) in
            let (total, chosen) = (try count(values[0], "permutations"), try count(values[1], "permutations"))
            guard chosen <= total else { return .integer(0) }
            try reserve(logarithm: lgamma(Double(total) + 1) - lgamma(Double(total - chosen) + 1), arithmetic)
            return .integer(try arithmetic.product(total - chosen + 1, through: total))
        },
        MathFunction("fibonacci", "fib", arguments: 1...1, usage: "fibonacci(n)") {
            (arithmetic, values) throws(MathError) in
            let position = try count(values[0], "fibonacci")
            try reserve(logarithm: Double(position) * log(1.618033988749895), arithmetic)
            return .integer(try fibonacci(position, &arithmetic))
        },
        MathFunction("gamma", arguments: 1...1, usage: "gamma(x)") { (arithmetic, values) throws(MathError) in
            if let number = values[0].rational, number.isInteger {
                guard number > Rational(0) else {
                    throw MathError.undefined("gamma has no value at \(number.numerator).")
                }
                return try factorial(.integer(number.numerator - 1), &arithmetic)
            }
            return try .checked(tgamma(try values[0].double()))
        },
    ]

    /// n!, whose size is known before any work is done.
    static func factorial(
        _ value: MathValue, _ arithmetic: inout ExactArithmetic
    ) throws(MathError) -> MathValue {
        let number = try count(value, "factorial")
        try reserve(logarithm: lgamma(Double(number) + 1), arithmetic)
        return .integer(try arithmetic.product(2, through: number))
    }

    /// Stops when a result with that natural logarithm would be too large.
    private static func reserve(logarithm: Double, _ arithmetic: ExactArithmetic) throws(MathError) {
        guard logarithm / M_LN2 <= Double(MathLimits.bits) else {
            throw ExactArithmetic.tooLarge(digits: logarithm / M_LN10)
        }
    }

    /// A number of things: an integer from 0 up to what a machine word counts.
    private static func count(_ value: MathValue, _ operation: String) throws(MathError) -> Int {
        let number = try value.integer(operation)
        guard number >= 0 else { throw MathError.undefined("\(operation) needs integers of at least 0.") }
        guard let count = Int(exactly: number), count < Int.max / 2 else {
            throw MathError(.tooLarge, "\(operation) of so large a number cannot be computed.")
        }
        return count
    }

    /// By doubling: F(2k) and F(2k + 1) follow from F(k) and F(k + 1).
    private static func fibonacci(
        _ position: Int, _ arithmetic: inout ExactArithmetic
    ) throws(MathError) -> BigInt {
        var (current, next) = (BigInt(0), BigInt(1))
        for bit in stride(from: Int.bitWidth - 1 - position.leadingZeroBitCount, through: 0, by: -1) {
            let words = ExactArithmetic.words(next.bitWidth)
            try arithmetic.charge(3 * words * words)
            let even = current * (next * 2 - current)
            let odd = current * current + next * next
            (current, next) = position >> bit & 1 == 0 ? (even, odd) : (odd, even + odd)
        }
        return current
    }
}
