// SPDX-License-Identifier: Apache-2.0

internal import BigInt
internal import Glibc

extension MathFunction {
    /// Rounding, sign and parts of a number.
    static let numbers: [MathFunction] = [
        MathFunction("abs", arguments: 1...1, usage: "abs(x)") { (_, values) throws(MathError) in
            if let number = values[0].rational { return .exact(number.magnitude) }
            return .real(abs(try values[0].double()))
        },
        MathFunction("sign", "sgn", arguments: 1...1, usage: "sign(x)") { (_, values) throws(MathError) in
            if let number = values[0].rational {
                return .integer(number.isZero ? 0 : number.isNegative ? -1 : 1)
            }
            let size = try values[0].double()
            return .integer(size > 0 ? 1 : size < 0 ? -1 : 0)
        },
        MathFunction("floor", arguments: 1...1, usage: "floor(x)") { (_, values) throws(MathError) in
            .integer(try exact(values[0], "floor").floor)
        },
        MathFunction("ceil", "ceiling", arguments: 1...1, usage: "ceil(x)") { (_, values) throws(MathError) in
            .integer(-(try exact(values[0], "ceil").negated.floor))
        },
        MathFunction("trunc", "truncate", "int", arguments: 1...1, usage: "trunc(x)") {
            (_, values) throws(MathError) in
            let number = try exact(values[0], "trunc")
            return .integer(number.numerator / number.denominator)
        },
        MathFunction("frac", arguments: 1...1, usage: "frac(x)") { (arithmetic, values) throws(MathError) in
            let number = try exact(values[0], "frac")
            let whole = Rational(number.numerator / number.denominator)
            return like(values[0], try arithmetic.add(number, whole.negated))
        },
        MathFunction("round", arguments: 1...2, usage: "round(x, places); halves go away from zero") {
            (arithmetic, values) throws(MathError) in
            let places = values.count > 1 ? try values[1].int("round", -1_000...1_000) : 0
            let scale = try arithmetic.power(Rational(10), BigInt(places))
            let scaled = try arithmetic.multiply(try roundable(values[0]), scale)
            return .exact(try arithmetic.divide(Rational(scaled.rounded), scale))
        },
        MathFunction("min", arguments: any, usage: "min(a, b, ...)") { (_, values) throws(MathError) in
            try extreme(values) { (candidate, best) throws(MathError) in try candidate.isLess(best) }
        },
        MathFunction("max", arguments: any, usage: "max(a, b, ...)") { (_, values) throws(MathError) in
            try extreme(values) { (candidate, best) throws(MathError) in try best.isLess(candidate) }
        },
        MathFunction("clamp", arguments: 3...3, usage: "clamp(x, low, high)") {
            (_, values) throws(MathError) in
            if try values[2].isLess(values[1]) {
                throw MathError.argument("clamp needs its low bound below the high.")
            }
            if try values[0].isLess(values[1]) { return values[1] }
            return try values[2].isLess(values[0]) ? values[2] : values[0]
        },
        MathFunction("numerator", arguments: 1...1, usage: "numerator(x)") { (_, values) throws(MathError) in
            .integer(try needed(values[0], "numerator").numerator)
        },
        MathFunction("denominator", arguments: 1...1, usage: "denominator(x)") {
            (_, values) throws(MathError) in
            .integer(try needed(values[0], "denominator").denominator)
        },
        MathFunction("if", arguments: 3...3, usage: "if(condition, then, else)") {
            (_, values) throws(MathError) in
            try values[0].truth() ? values[1] : values[2]
        },
    ]

    /// The number as a fraction; that of a double is the double's own value.
    static func exact(_ value: MathValue, _ operation: String) throws(MathError) -> Rational {
        if let number = value.rational { return number }
        return Rational(try value.double())
    }

    /// A fraction for functions that make no sense for rounded numbers.
    static func needed(_ value: MathValue, _ operation: String) throws(MathError) -> Rational {
        guard let number = value.rational else {
            throw MathError.argument(
                "\(operation) needs an exact number, not \(value.kind) that was rounded.")
        }
        return number
    }

    /// What round sees of a double: its sensible digits, so that noise in the last ones cannot turn a half.
    private static func roundable(_ value: MathValue) throws(MathError) -> Rational {
        if let number = value.rational { return number }
        return DecimalText(Rational(try value.double()), digits: MathLimits.realDigits).value
    }

    /// A number in the manner of another: exact when that one is.
    private static func like(_ model: MathValue, _ number: Rational) -> MathValue {
        model.rational == nil ? .real(number.double) : .exact(number)
    }

    private static func extreme(
        _ values: [MathValue], _ isBetter: (MathValue, MathValue) throws(MathError) -> Bool
    ) throws(MathError) -> MathValue {
        let numbers = try flattened(values)
        var best = numbers[0]
        for candidate in numbers.dropFirst() where try isBetter(candidate, best) { best = candidate }
        _ = try best.double()
        return best
    }

    /// The arguments, or the elements of the lists among them; at least one.
    static func flattened(_ values: [MathValue]) throws(MathError) -> [MathValue] {
        var numbers: [MathValue] = []
        for value in values {
            if case .list(let elements) = value {
                numbers += try elements.isEmpty ? [] : flattened(elements)
            } else {
                numbers.append(value)
            }
        }
        guard !numbers.isEmpty else { throw MathError.argument("this needs at least one number.") }
        return numbers
    }
}
