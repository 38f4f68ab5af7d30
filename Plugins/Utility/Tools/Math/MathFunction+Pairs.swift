// SPDX-License-Identifier: Apache-2.0

internal import BigInt

extension MathFunction {
    /// Statistics over two lists of the same length.
    static let pairs: [MathFunction] = [
        MathFunction(
            "covariance", "cov", arguments: 2...2, usage: "covariance(list, list); of a sample, n - 1"
        ) {
            (arithmetic, values) throws(MathError) in
            let (left, right) = try lists(values, "covariance", &arithmetic)
            return try arithmetic.quotient(
                try products(left, right, &arithmetic), .integer(left.count - 1))
        },
        MathFunction("correlation", "corr", arguments: 2...2, usage: "correlation(list, list); Pearson's") {
            (arithmetic, values) throws(MathError) in
            let (left, right) = try lists(values, "correlation", &arithmetic)
            let spread = try arithmetic.product(
                try products(left, left, &arithmetic), try products(right, right, &arithmetic))
            guard try spread.double() != 0 else {
                throw MathError.undefined("correlation needs numbers that are not all the same.")
            }
            return try arithmetic.quotient(
                try products(left, right, &arithmetic), try root(spread, 2, &arithmetic))
        },
        MathFunction("dot", arguments: 2...2, usage: "dot(list, list)") {
            (arithmetic, values) throws(MathError) in
            let (left, right) = (try flattened([values[0]]), try flattened([values[1]]))
            guard left.count == right.count else { throw unequal("dot", left.count, right.count) }
            return try products(left, right, &arithmetic)
        },
    ]

    /// Both lists, as distances from their means.
    private static func lists(
        _ values: [MathValue], _ name: String, _ arithmetic: inout ExactArithmetic
    ) throws(MathError) -> ([MathValue], [MathValue]) {
        let (left, right) = (try flattened([values[0]]), try flattened([values[1]]))
        guard left.count == right.count else { throw unequal(name, left.count, right.count) }
        guard left.count > 1 else {
            throw MathError.undefined("\(name) needs at least two pairs of numbers.")
        }
        return (try centred(left, &arithmetic), try centred(right, &arithmetic))
    }

    private static func unequal(_ name: String, _ left: Int, _ right: Int) -> MathError {
        .argument("\(name) needs two lists of the same length, not of \(left) and \(right).")
    }

    private static func centred(
        _ numbers: [MathValue], _ arithmetic: inout ExactArithmetic
    ) throws(MathError) -> [MathValue] {
        let middle = try arithmetic.negated(try mean(numbers, &arithmetic))
        var distances: [MathValue] = []
        for number in numbers { distances.append(try arithmetic.sum(number, middle)) }
        return distances
    }

    private static func products(
        _ left: [MathValue], _ right: [MathValue], _ arithmetic: inout ExactArithmetic
    ) throws(MathError) -> MathValue {
        var sum = MathValue.integer(0)
        for (one, other) in zip(left, right) {
            sum = try arithmetic.sum(sum, try arithmetic.product(one, other))
        }
        return sum
    }
}
