// SPDX-License-Identifier: Apache-2.0

internal import BigInt

/// Cuts an expression into tokens.
struct MathTokenizer {
    private let characters: [Character]
    private var index = 0
    private var tokens: [MathToken] = []

    /// - Throws: `MathError` with the column of what is no number, name or sign, and over the limits.
    static func tokens(of expression: String) throws(MathError) -> [MathToken] {
        var tokenizer = MathTokenizer(expression)
        return try tokenizer.run()
    }

    private init(_ expression: String) {
        characters = Array(expression.prefix(MathLimits.characters + 1))
    }

    private mutating func run() throws(MathError) -> [MathToken] {
        guard characters.count <= MathLimits.characters else {
            throw MathError(.tooLarge, "The expression has more than \(MathLimits.characters) characters.")
        }
        while let character = peek() {
            if character.isWhitespace {
                index += 1
                continue
            }
            let start = index
            let kind = try next(character)
            tokens.append(MathToken(kind: kind, column: start + 1))
            if tokens.count > MathLimits.tokens {
                throw MathError(
                    .tooLarge, "the expression has more than \(MathLimits.tokens) numbers, names and signs.",
                    column: start + 1
                )
            }
        }
        tokens.append(MathToken(kind: .end, column: characters.count + 1))
        return tokens
    }

    private func peek(_ ahead: Int = 0) -> Character? {
        index + ahead < characters.count ? characters[index + ahead] : nil
    }

    private mutating func next(_ character: Character) throws(MathError) -> MathToken.Kind {
        if Self.isDigit(character) { return try number() }
        if character == ".", let after = peek(1), Self.isDigit(after) { return try number() }
        if character == "\"" || character == "'" { return try text(character) }
        if let sign = sign(character) { return .sign(sign) }
        if Self.beginsName(character) { return .name(name()) }
        throw MathError(
            .syntax, "\"\(character)\" has no meaning here.",
            hint: "Expressions consist of numbers, names, brackets and + - * / // % ^ ! = < > & | ~ << >>.",
            column: index + 1
        )
    }

    // MARK: - Numbers

    private mutating func number() throws(MathError) -> MathToken.Kind {
        if peek() == "0", let letter = peek(1), let radix = Self.prefixes[letter] {
            return try prefixed(radix)
        }
        let column = index + 1
        let whole = digits(Self.isDigit)
        var fraction = ""
        if peek() == ".", peek(1) != "." {
            index += 1
            fraction = digits(Self.isDigit)
        }
        let exponent = try self.exponent(column)
        if peek() == ".", let after = peek(1), Self.isDigit(after) {
            throw MathError(.syntax, "a number can have one decimal point only.", column: index + 1)
        }
        guard let value = BigInt(whole + fraction, radix: 10) else {
            throw MathError(.syntax, "this is no number.", column: column)
        }
        let places = exponent - fraction.count
        var arithmetic = ExactArithmetic()
        do {
            return .number(
                try arithmetic.multiply(Rational(value), try arithmetic.power(Rational(10), BigInt(places)))
            )
        } catch {
            throw error.at(column)
        }
    }

    private mutating func exponent(_ column: Int) throws(MathError) -> Int {
        guard peek() == "e" || peek() == "E" else { return 0 }
        let signed = peek(1) == "-" || peek(1) == "+"
        // "2e" is twice Euler's number, "2e3" is two thousand.
        guard let first = peek(signed ? 2 : 1), Self.isDigit(first) else { return 0 }
        let isNegative = peek(1) == "-"
        index += signed ? 2 : 1
        guard let size = Int(digits(Self.isDigit)), size < Int.max / 2 else {
            throw MathError(.tooLarge, "the number's exponent is too large.", column: column)
        }
        return isNegative ? -size : size
    }

    private static let prefixes: [Character: Int] = ["x": 16, "X": 16, "b": 2, "B": 2, "o": 8, "O": 8]

    private mutating func prefixed(_ radix: Int) throws(MathError) -> MathToken.Kind {
        let column = index + 1
        index += 2
        let text = digits { $0.isLetter || Self.isDigit($0) }
        guard let value = BigInt(text, radix: radix) else {
            throw MathError(.syntax, "expected digits of base \(radix) after the prefix.", column: column)
        }
        return .number(Rational(value))
    }

    /// Digits, with `_` between them left out.
    private mutating func digits(_ accepts: (Character) -> Bool) -> String {
        var text = ""
        while let character = peek() {
            if accepts(character) {
                text.append(character)
            } else if character != "_" || text.isEmpty {
                break
            }
            index += 1
        }
        return text
    }

    static func isDigit(_ character: Character) -> Bool {
        ("0"..."9").contains(character)
    }

    // MARK: - Names, signs and texts

    private static func beginsName(_ character: Character) -> Bool {
        character.isLetter || character == "_"
    }

    private mutating func name() -> String {
        var text = ""
        while let character = peek(),
            Self.beginsName(character) || Self.isDigit(character) || character == "."
        {
            text.append(character)
            index += 1
        }
        let lower = text.lowercased()
        // Models write Math.sqrt out of habit.
        return lower.hasPrefix("math.") ? String(lower.dropFirst(5)) : lower
    }

    private mutating func text(_ quote: Character) throws(MathError) -> MathToken.Kind {
        let start = index + 1
        guard let end = characters[start...].firstIndex(of: quote) else {
            throw MathError(.syntax, "this text has no closing quotation mark.", column: index + 1)
        }
        index = end + 1
        return .text(String(characters[start..<end]))
    }

    private static let twoCharacterSigns: Set<String> = [
        "**", "//", "==", "!=", "<=", ">=", "<>", "<<", ">>", "&&", "||",
    ]
    private static let spellings: [Character: String] = [
        "×": "*", "·": "*", "⋅": "*", "∗": "*", "÷": "/", "∕": "/", "−": "-", "–": "-", "≤": "<=", "≥": ">=",
        "≠": "!=", "√": "√",
    ]

    private mutating func sign(_ character: Character) -> String? {
        if let next = peek(1), Self.twoCharacterSigns.contains(String([character, next])) {
            index += 2
            return String([character, next])
        }
        let sign = "+-*/%^!=<>&|~(),[]°;".contains(character) ? String(character) : Self.spellings[character]
        if sign != nil { index += 1 }
        return sign
    }
}
