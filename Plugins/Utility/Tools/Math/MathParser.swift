// SPDX-License-Identifier: Apache-2.0

/// Turns tokens into a program by operator precedence (Pratt's method).
struct MathParser {
    private let tokens: [MathToken]
    private var index = 0
    private var depth = 0
    private var program = MathProgram()

    /// - Throws: `MathError` with the column of what does not fit, and what was expected there.
    static func program(for expression: String) throws(MathError) -> MathProgram {
        var parser = MathParser(tokens: try MathTokenizer.tokens(of: expression))
        try parser.parseWhole()
        return parser.program
    }

    private init(tokens: [MathToken]) {
        self.tokens = tokens
    }

    /// What kind of expression was read, where that matters to the operator before it.
    private enum Shape {
        case ordinary, percentage
    }

    private var current: MathToken { tokens[index] }

    private mutating func parseWhole() throws(MathError) {
        if current.kind == .end {
            throw MathError(.syntax, "The expression is empty.", hint: "Give one such as 2 + 2 * 3.")
        }
        _ = try parse(above: 0)
        if current.kind.isConversion { try parseConversion() }
        guard current.kind == .end else { throw unexpected("an operator or the end") }
    }

    /// `255 to hex`, or with `in` or `as`.
    private mutating func parseConversion() throws(MathError) {
        let column = current.column
        index += 1
        guard case .name(let name) = current.kind, let function = MathFunction.named(name),
            function.isConversion
        else { throw unexpected("hex, bin, oct, fraction, degrees or radians") }
        index += 1
        program.append(.call(function, count: 1), at: column)
    }

    // MARK: - Operators

    /// Reads an expression of operators that bind tighter than `limit`.
    private mutating func parse(above limit: Int) throws(MathError) -> Shape {
        depth += 1
        defer { depth -= 1 }
        guard depth <= MathLimits.depth else {
            throw MathError(
                .tooLarge, "the expression is nested more than \(MathLimits.depth) levels deep.",
                column: current.column
            )
        }
        var shape = try parseOperand()
        while true {
            if try parsePostfix(&shape) { continue }
            guard let (found, tokenCount) = infixOperator(), found.precedence > limit else { return shape }
            let column = current.column
            index += tokenCount
            shape = try parseRight(of: found, after: shape, column)
        }
    }

    private mutating func parseRight(
        of found: InfixOperator, after left: Shape, _ column: Int
    ) throws(MathError) -> Shape {
        // A power's right side may begin with a sign and holds further powers: 2^-3^2 is 2^(-(3^2)).
        let limit = found == .power ? InfixOperator.powerPrecedence - 1 : found.precedence
        let shape = try parse(above: limit)
        switch (found, left, shape) {
        case (.add, .ordinary, .percentage): program.append(.infix(.addPercent), at: column)
        case (.subtract, .ordinary, .percentage): program.append(.infix(.subtractPercent), at: column)
        default: program.append(.infix(found), at: column)
        }
        if found.precedence == InfixOperator.comparisonPrecedence, let (next, _) = infixOperator(),
            next.precedence == found.precedence
        {
            throw MathError(
                .syntax, "comparisons cannot be chained.", hint: "Join them with and: 1 < 2 and 2 < 3.",
                column: current.column
            )
        }
        // 10% - 3% are 7 hundredths, to which another percentage can be added in the same way.
        let isShare = left == .percentage && shape == .percentage && (found == .add || found == .subtract)
        return isShare ? .percentage : .ordinary
    }

    /// The operator that comes next, and how many tokens spell it: none for a product without a sign, as in
    /// 2pi.
    private func infixOperator() -> (InfixOperator, tokens: Int)? {
        switch current.kind {
        case .sign("("): (.multiply, 0)
        case .sign(let sign): InfixOperator(sign).map { ($0, 1) }
        case .name(let name):
            if let found = InfixOperator(name) {
                (found, 1)
            } else {
                current.kind.isConversion ? nil : (.multiply, 0)
            }
        case .number, .text, .end: nil
        }
    }

    private mutating func parsePostfix(_ shape: inout Shape) throws(MathError) -> Bool {
        switch current.kind {
        case .sign("!"):
            program.append(.postfix(.factorial), at: current.column)
            shape = .ordinary
        case .sign("°"), .name("deg"), .name("degree"),
            // With a bracket after it, degrees is the function.
            .name("degrees") where tokens[index + 1].kind != .sign("("):
            program.append(.postfix(.degrees), at: current.column)
            shape = .ordinary
        case .sign("%") where !beginsOperand(tokens[index + 1]):
            program.append(.postfix(.percent), at: current.column)
            shape = .percentage
        default:
            return false
        }
        index += 1
        return true
    }

    /// Whether a `%` before this token means the remainder rather than per cent.
    private func beginsOperand(_ token: MathToken) -> Bool {
        switch token.kind {
        case .number, .sign("("): true
        case .name(let name): InfixOperator(name) == nil && !token.kind.isConversion
        case .sign, .text, .end: false
        }
    }

    // MARK: - Operands

    private mutating func parseOperand() throws(MathError) -> Shape {
        let token = current
        switch token.kind {
        case .number(let value):
            index += 1
            program.append(.push(.exact(value)), at: token.column)
        case .text(let text):
            index += 1
            program.append(.push(.text(text)), at: token.column)
        case .name("not"):
            try parsePrefix(.not, above: InfixOperator.notPrecedence)
        case .name(let name):
            index += 1
            try parseName(name, token.column)
        case .sign("("):
            index += 1
            _ = try parse(above: 0)
            try expect(")")
        case .sign("["):
            index += 1
            let count = try parseElements(until: "]")
            program.append(.list(count: count), at: token.column)
        case .sign("-"): try parsePrefix(.minus, above: InfixOperator.signPrecedence)
        case .sign("+"): try parsePrefix(.plus, above: InfixOperator.signPrecedence)
        case .sign("~"): try parsePrefix(.bitwiseNot, above: InfixOperator.signPrecedence)
        case .sign("!"): try parsePrefix(.not, above: InfixOperator.signPrecedence)
        case .sign("√"): try parsePrefix(.squareRoot, above: InfixOperator.signPrecedence)
        case .sign, .end:
            throw unexpected("a number, a name or \"(\"")
        }
        return .ordinary
    }

    private mutating func parsePrefix(_ found: PrefixOperator, above limit: Int) throws(MathError) {
        let column = current.column
        index += 1
        _ = try parse(above: limit)
        program.append(.prefix(found), at: column)
    }

    private mutating func parseName(_ name: String, _ column: Int) throws(MathError) {
        if current.kind == .sign("("), let function = MathFunction.named(name) {
            index += 1
            let count = try parseElements(until: ")")
            guard function.arguments.contains(count) else { throw function.wrongCount(count, column) }
            program.append(.call(function, count: count), at: column)
        } else if let constant = MathConstant.named(name) {
            program.append(.push(constant), at: column)
        } else if let function = MathFunction.named(name) {
            throw MathError(
                .syntax, "\"\(name)\" needs its arguments in brackets: \(function.usage).",
                column: current.column
            )
        } else {
            throw MathConstant.unknown(name, isCall: current.kind == .sign("("), column)
        }
    }

    private mutating func parseElements(until close: String) throws(MathError) -> Int {
        if current.kind == .sign(close) {
            index += 1
            return 0
        }
        var count = 1
        _ = try parse(above: 0)
        while current.kind == .sign(",") || current.kind == .sign(";") {
            index += 1
            count += 1
            _ = try parse(above: 0)
        }
        try expect(close, or: "\",\"")
        return count
    }

    private mutating func expect(_ sign: String, or other: String? = nil) throws(MathError) {
        guard current.kind == .sign(sign) else {
            throw unexpected(([other, "\"\(sign)\""].compactMap(\.self)).joined(separator: " or "))
        }
        index += 1
    }

    private func unexpected(_ expected: String) -> MathError {
        let isComma = current.kind == .sign(",")
        return MathError(
            .syntax, "expected \(expected), found \(current.description).",
            hint: isComma ? "Write numbers without thousands separators, or with _ as in 1_000." : nil,
            column: current.column
        )
    }
}
