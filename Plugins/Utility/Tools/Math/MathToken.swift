// SPDX-License-Identifier: Apache-2.0

/// A word or sign of an expression.
struct MathToken: Sendable, Hashable {
    /// What it is.
    enum Kind: Sendable, Hashable {
        case number(Rational)
        /// In lower case, without a leading `math.`.
        case name(String)
        /// An operator, bracket or comma, in its ASCII spelling.
        case sign(String)
        case text(String)
        case end

        /// Whether what follows is the form of the result: `to hex`, `in degrees`, `as fraction`.
        var isConversion: Bool { self == .name("to") || self == .name("in") || self == .name("as") }
    }

    let kind: Kind
    /// Counted in characters from 1.
    let column: Int

    /// The token as a message names it.
    var description: String {
        switch kind {
        case .number(let value): "the number \(DecimalText(value, digits: MathLimits.realDigits).text)"
        case .name(let name): "\"\(name)\""
        case .sign(let sign): "\"\(sign)\""
        case .text: "a text"
        case .end: "the end"
        }
    }
}
