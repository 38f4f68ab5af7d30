// SPDX-License-Identifier: Apache-2.0

/// A function that expressions can call.
struct MathFunction: Sendable {
    typealias Body = @Sendable (inout ExactArithmetic, [MathValue]) throws(MathError) -> MathValue

    /// The first is the one that messages use.
    let names: [String]
    /// How many arguments it takes.
    let arguments: ClosedRange<Int>
    /// How it is called: `log(x, base)`.
    let usage: String
    /// Whether `x to name` is another way to call it.
    let isConversion: Bool
    let body: Body

    init(
        _ names: String..., arguments: ClosedRange<Int>, usage: String, isConversion: Bool = false,
        body: @escaping Body
    ) {
        self.init(list: names, arguments: arguments, usage: usage, isConversion: isConversion, body: body)
    }

    init(
        list names: [String], arguments: ClosedRange<Int>, usage: String, isConversion: Bool = false,
        body: @escaping Body
    ) {
        self.names = names
        self.arguments = arguments
        self.usage = usage
        self.isConversion = isConversion
        self.body = body
    }

    /// As many arguments as the expression has room for.
    static let any = 1...MathLimits.tokens

    private static let all =
        numbers + powers + trigonometry + reciprocals + integers + primes + combinatorics + statistics + pairs
        + bits + display

    private static let byName: [String: MathFunction] = {
        var table: [String: MathFunction] = [:]
        for function in all {
            for name in function.names { table[name] = function }
        }
        return table
    }()

    static func named(_ name: String) -> MathFunction? { byName[name] }

    /// Every name, in alphabetical order.
    static let names = byName.keys.sorted()

    /// Named in errors when nothing is near.
    static let wellKnown = [
        "sqrt", "log", "sin", "round", "gcd", "factorial", "binomial", "mean", "median", "hex",
    ]

    func wrongCount(_ count: Int, _ column: Int) -> MathError {
        let lower = arguments.lowerBound
        let upper = arguments.upperBound
        let expected =
            lower == upper
            ? "\(lower) argument\(lower == 1 ? "" : "s")"
            : arguments == Self.any ? "at least one argument" : "\(lower) to \(upper) arguments"
        return MathError(
            .wrongArguments, "\(names[0]) takes \(expected), not \(count): \(usage).", column: column
        )
    }
}
