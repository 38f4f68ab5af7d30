// SPDX-License-Identifier: Apache-2.0

/// What an expression may cost; each keeps a hostile one from taking more than about a second and a few
/// megabytes.
enum MathLimits {
    /// Longest expression, in characters.
    static let characters = 10_000
    /// Numbers, names, operators and brackets in one expression.
    static let tokens = 2_000
    /// Brackets, signs and powers within each other: the parser's own recursion.
    static let depth = 100
    /// Of the numerator or denominator of any number on the way: about 78 900 decimal digits.
    static let bits = 1 << 18
    /// Products of machine words that an expression may need in all.
    static let work = 60_000_000
    /// Digits of the longest exact number that is written out.
    static let shownDigits = 20_000
    /// Significant digits of a fraction that has no end.
    static let fractionDigits = 20
    /// Significant digits of results that went through floating point, whose 17th is noise.
    static let realDigits = 15
    /// Decimal places up to which an exact decimal is written in full.
    static let decimalPlaces = 100
}
