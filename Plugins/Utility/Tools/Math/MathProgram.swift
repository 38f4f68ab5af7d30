// SPDX-License-Identifier: Apache-2.0

/// An expression as the steps of a stack machine, so that running it needs no recursion.
struct MathProgram: Sendable {
    /// One step; operands are taken from the stack, the result goes on it.
    enum Step: Sendable {
        case push(MathValue)
        case prefix(PrefixOperator)
        case infix(InfixOperator)
        case postfix(PostfixOperator)
        case call(MathFunction, count: Int)
        case list(count: Int)
    }

    private(set) var steps: [(step: Step, column: Int)] = []

    mutating func append(_ step: Step, at column: Int) {
        steps.append((step, column))
    }
}

/// An operator before its operand.
enum PrefixOperator: Sendable {
    case plus, minus, not, bitwiseNot, squareRoot
}

/// An operator after its operand.
enum PostfixOperator: Sendable {
    case factorial, percent, degrees
}

/// An operator between two operands.
enum InfixOperator: Sendable {
    case or, and
    case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
    case bitwiseOr, bitwiseXor, bitwiseAnd, shiftLeft, shiftRight
    case add, subtract
    /// `a + b%`: b per cent of a are added.
    case addPercent, subtractPercent
    case multiply, divide, divideDown, modulo
    case power

    /// How tightly it binds; a larger number binds tighter.
    var precedence: Int {
        switch self {
        case .or: 1
        case .and: 2
        case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: 4
        case .bitwiseOr: 5
        case .bitwiseXor: 6
        case .bitwiseAnd: 7
        case .shiftLeft, .shiftRight: 8
        case .add, .subtract, .addPercent, .subtractPercent: 9
        case .multiply, .divide, .divideDown, .modulo: 10
        case .power: Self.powerPrecedence
        }
    }

    /// `not` binds looser than comparisons, so that `not a < b` is what it reads as.
    static let notPrecedence = 3
    static let comparisonPrecedence = 4
    /// Signs bind tighter than products and looser than powers: -2^2 is -4.
    static let signPrecedence = 11
    static let powerPrecedence = 12

    /// The operator that a sign or word stands for.
    init?(_ spelling: String) {
        guard let found = Self.spellings[spelling] else { return nil }
        self = found
    }

    static let spellings: [String: InfixOperator] = [
        "or": .or, "||": .or, "and": .and, "&&": .and, "=": .equal, "==": .equal, "!=": .notEqual,
        "<>": .notEqual, "<": .less, "<=": .lessOrEqual, ">": .greater, ">=": .greaterOrEqual,
        "|": .bitwiseOr,
        "xor": .bitwiseXor, "&": .bitwiseAnd, "<<": .shiftLeft, ">>": .shiftRight, "+": .add, "-": .subtract,
        "*": .multiply, "/": .divide, "//": .divideDown, "mod": .modulo, "%": .modulo, "of": .multiply,
        "^": .power, "**": .power,
    ]
}
