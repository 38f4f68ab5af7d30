// SPDX-License-Identifier: Apache-2.0

internal import BigInt
internal import Glibc

extension MathFunction {
    /// Statistics over lists or over the arguments themselves.
    static let statistics: [MathFunction] = [
        MathFunction("sum", "total", arguments: any, usage: "sum(a, b, ...) or sum([a, b])") {
            (arithmetic, values) throws(MathError) in
            try sum(try flattened(values), &arithmetic)
        },
        MathFunction("product", "prod", arguments: any, usage: "product(a, b, ...)") {
            (arithmetic, values) throws(MathError) in
            var product = MathValue.integer(1)
            for value in try flattened(values) { product = try arithmetic.product(product, value) }
            return product
        },
        MathFunction("count", "len", "length", arguments: any, usage: "count(list)") {
            (_, values) throws(MathError) in
            if case .list(let elements) = values[0], elements.isEmpty { return .integer(0) }
            return .integer(try flattened(values).count)
        },
        MathFunction("mean", "avg", "average", arguments: any, usage: "mean(a, b, ...)") {
            (arithmetic, values) throws(MathError) in
            try mean(try flattened(values), &arithmetic)
        },
        MathFunction("median", arguments: any, usage: "median(a, b, ...)") {
            (arithmetic, values) throws(MathError) in
            try percentile(try flattened(values), Rational(1, over: 2), &arithmetic)
        },
        MathFunction(
            "percentile", arguments: 2...2, usage: "percentile(list, 90); between two numbers in proportion"
        ) {
            (arithmetic, values) throws(MathError) in
            let share = try arithmetic.divide(try needed(values[1], "percentile"), Rational(100))
            guard !share.isNegative, share <= Rational(1) else {
                throw MathError.argument("percentile needs a percentage from 0 to 100.")
            }
            return try percentile(try flattened([values[0]]), share, &arithmetic)
        },
        MathFunction(
            "quantile", arguments: 2...2, usage: "quantile(list, 0.9); between two numbers in proportion"
        ) {
            (arithmetic, values) throws(MathError) in
            let share = try needed(values[1], "quantile")
            guard !share.isNegative, share <= Rational(1) else {
                throw MathError.argument("quantile needs a share from 0 to 1.")
            }
            return try percentile(try flattened([values[0]]), share, &arithmetic)
        },
        MathFunction("mode", arguments: any, usage: "mode(a, b, ...); a list when several are as frequent") {
            (_, values) throws(MathError) in
            try mode(try flattened(values))
        },
        MathFunction("range", arguments: any, usage: "range(a, b, ...); the largest less the smallest") {
            (arithmetic, values) throws(MathError) in
            let sorted = try sorted(try flattened(values), &arithmetic)
            return try arithmetic.sum(sorted[sorted.count - 1], try arithmetic.negated(sorted[0]))
        },
        MathFunction("variance", "var", arguments: any, usage: "variance(a, b, ...); of a sample, n - 1") {
            (arithmetic, values) throws(MathError) in
            try variance(try flattened(values), isSample: true, &arithmetic)
        },
        MathFunction("stdev", "std", "stddev", arguments: any, usage: "stdev(a, b, ...); of a sample, n - 1")
        {
            (arithmetic, values) throws(MathError) in
            try root(try variance(try flattened(values), isSample: true, &arithmetic), 2, &arithmetic)
        },
        MathFunction(
            "pvariance", "pvar", arguments: any, usage: "pvariance(a, b, ...); of a whole population"
        ) {
            (arithmetic, values) throws(MathError) in
            try variance(try flattened(values), isSample: false, &arithmetic)
        },
        MathFunction("pstdev", "pstd", arguments: any, usage: "pstdev(a, b, ...); of a whole population") {
            (arithmetic, values) throws(MathError) in
            try root(try variance(try flattened(values), isSample: false, &arithmetic), 2, &arithmetic)
        },
        MathFunction("geomean", arguments: any, usage: "geomean(a, b, ...)") {
            (arithmetic, values) throws(MathError) in
            let numbers = try flattened(values)
            var product = MathValue.integer(1)
            for number in numbers {
                guard try number.double() >= 0 else {
                    throw MathError.undefined("geomean needs numbers of at least 0.")
                }
                product = try arithmetic.product(product, number)
            }
            return try root(product, numbers.count, &arithmetic)
        },
        MathFunction("harmean", "harmonicmean", arguments: any, usage: "harmean(a, b, ...)") {
            (arithmetic, values) throws(MathError) in
            let numbers = try flattened(values)
            var sum = MathValue.integer(0)
            for number in numbers {
                guard try number.double() > 0 else {
                    throw MathError.undefined("harmean needs positive numbers.")
                }
                sum = try arithmetic.sum(sum, try arithmetic.quotient(.integer(1), number))
            }
            return try arithmetic.quotient(.integer(numbers.count), sum)
        },
        MathFunction("sort", "sorted", arguments: any, usage: "sort(a, b, ...)") {
            (arithmetic, values) throws(MathError) in
            .list(try sorted(try flattened(values), &arithmetic))
        },
    ]

    static func sum(
        _ numbers: [MathValue], _ arithmetic: inout ExactArithmetic
    ) throws(MathError) -> MathValue {
        var sum = MathValue.integer(0)
        for number in numbers { sum = try arithmetic.sum(sum, number) }
        return sum
    }

    static func mean(
        _ numbers: [MathValue], _ arithmetic: inout ExactArithmetic
    ) throws(MathError) -> MathValue {
        try arithmetic.quotient(try sum(numbers, &arithmetic), .integer(numbers.count))
    }

    private static func variance(
        _ numbers: [MathValue], isSample: Bool, _ arithmetic: inout ExactArithmetic
    ) throws(MathError) -> MathValue {
        let divisor = isSample ? numbers.count - 1 : numbers.count
        guard divisor > 0 else {
            throw MathError.undefined("the variance of a sample needs at least two numbers.")
        }
        let middle = try arithmetic.negated(try mean(numbers, &arithmetic))
        var sum = MathValue.integer(0)
        for number in numbers {
            let difference = try arithmetic.sum(number, middle)
            sum = try arithmetic.sum(sum, try arithmetic.product(difference, difference))
        }
        return try arithmetic.quotient(sum, .integer(divisor))
    }

    /// The value at a share of the sorted numbers, in proportion between two of them.
    static func percentile(
        _ numbers: [MathValue], _ share: Rational, _ arithmetic: inout ExactArithmetic
    ) throws(MathError) -> MathValue {
        let sorted = try sorted(numbers, &arithmetic)
        let place = try arithmetic.multiply(share, Rational(sorted.count - 1))
        let below = Rational(place.floor)
        let index = below.int ?? 0
        guard index + 1 < sorted.count else { return sorted[index] }
        let part = MathValue.exact(try arithmetic.add(place, below.negated))
        let step = try arithmetic.sum(sorted[index + 1], try arithmetic.negated(sorted[index]))
        return try arithmetic.sum(sorted[index], try arithmetic.product(step, part))
    }

    private static func mode(_ numbers: [MathValue]) throws(MathError) -> MathValue {
        var counts: [MathValue: Int] = [:]
        for number in numbers { counts[number, default: 0] += 1 }
        let most = counts.values.max() ?? 0
        var seen: Set<MathValue> = []
        let found = numbers.filter { counts[$0] == most && seen.insert($0).inserted }
        return found.count == 1 ? found[0] : .list(found)
    }

    private static func sorted(
        _ numbers: [MathValue], _ arithmetic: inout ExactArithmetic
    ) throws(MathError) -> [MathValue] {
        for number in numbers {
            _ = try number.double()
            // Comparing fractions multiplies; each number meets about a dozen others.
            let words = number.rational.map { ExactArithmetic.words($0.bits) } ?? 1
            try arithmetic.charge(12 * words * words)
        }
        // Every element is a number by now, so that the comparison cannot fail.
        return numbers.sorted { (try? $0.isLess($1)) ?? false }
    }
}
