// SPDX-License-Identifier: Apache-2.0

internal import BigInt
internal import Glibc

/// Runs a program.
struct MathEvaluator {
    private var stack: [MathValue] = []
    private var arithmetic = ExactArithmetic()

    /// The value of an expression.
    ///
    /// - Throws: `MathError` with the column where one can be named.
    static func value(of expression: String) throws(MathError) -> MathValue {
        let program = try MathParser.program(for: expression)
        var evaluator = MathEvaluator()
        for (step, column) in program.steps {
            do {
                try evaluator.run(step)
            } catch {
                throw error.at(column)
            }
        }
        return try evaluator.pop()
    }

    private mutating func pop() throws(MathError) -> MathValue {
        guard let value = stack.popLast() else { throw MathError(.syntax, "The expression lacks a value.") }
        return value
    }

    private mutating func run(_ step: MathProgram.Step) throws(MathError) {
        switch step {
        case .push(let value): stack.append(value)
        case .prefix(let found): stack.append(try apply(found, try pop()))
        case .postfix(let found): stack.append(try apply(found, try pop()))
        case .infix(let found):
            let right = try pop()
            let left = try pop()
            stack.append(try apply(found, left, right))
        case .list(let count): stack.append(.list(popLast(count)))
        case .call(let function, let count): stack.append(try function.body(&arithmetic, popLast(count)))
        }
    }

    private mutating func popLast(_ count: Int) -> [MathValue] {
        let values = Array(stack.suffix(count))
        stack.removeLast(values.count)
        return values
    }

    // MARK: - Operators

    private mutating func apply(_ found: PrefixOperator, _ value: MathValue) throws(MathError) -> MathValue {
        switch found {
        case .plus: return try arithmetic.negated(try arithmetic.negated(value))
        case .minus: return try arithmetic.negated(value)
        case .not: return .bool(!(try value.truth()))
        case .bitwiseNot: return .integer(~(try value.integer("~")))
        case .squareRoot: return try MathFunction.root(value, 2, &arithmetic)
        }
    }

    private mutating func apply(_ found: PostfixOperator, _ value: MathValue) throws(MathError) -> MathValue {
        switch found {
        case .factorial: return try MathFunction.factorial(value, &arithmetic)
        case .percent: return try arithmetic.quotient(value, .integer(100))
        case .degrees:
            if let exact = value.rational { return .degrees(exact) }
            return try .checked(try value.double() * .pi / 180)
        }
    }

    private mutating func apply(
        _ found: InfixOperator, _ left: MathValue, _ right: MathValue
    ) throws(MathError) -> MathValue {
        switch found {
        case .or:
            let (first, second) = (try left.truth(), try right.truth())
            return .bool(first || second)
        case .and:
            let (first, second) = (try left.truth(), try right.truth())
            return .bool(first && second)
        case .equal: return .bool(try left.isEqual(right))
        case .notEqual: return .bool(!(try left.isEqual(right)))
        case .less: return .bool(try left.isLess(right))
        case .greater: return .bool(try right.isLess(left))
        case .lessOrEqual: return .bool(!(try right.isLess(left)))
        case .greaterOrEqual: return .bool(!(try left.isLess(right)))
        case .bitwiseOr: return .integer(try left.integer("|") | (try right.integer("|")))
        case .bitwiseXor: return .integer(try left.integer("xor") ^ (try right.integer("xor")))
        case .bitwiseAnd: return .integer(try left.integer("&") & (try right.integer("&")))
        case .shiftLeft: return try arithmetic.shifted(left, right, isLeft: true)
        case .shiftRight: return try arithmetic.shifted(left, right, isLeft: false)
        case .add: return try arithmetic.sum(left, right)
        case .subtract: return try arithmetic.sum(left, try arithmetic.negated(right))
        case .addPercent: return try arithmetic.sum(left, try arithmetic.product(left, right))
        case .subtractPercent:
            return try arithmetic.sum(left, try arithmetic.negated(try arithmetic.product(left, right)))
        case .multiply: return try arithmetic.product(left, right)
        case .divide: return try arithmetic.quotient(left, right)
        case .divideDown: return try arithmetic.divideDown(left, right).quotient
        case .modulo: return try arithmetic.divideDown(left, right).remainder
        case .power: return try MathFunction.power(left, right, &arithmetic)
        }
    }
}
