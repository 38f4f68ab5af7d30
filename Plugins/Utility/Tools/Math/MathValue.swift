// SPDX-License-Identifier: Apache-2.0

internal import BigInt
internal import Glibc

/// What an expression, or a part of one, comes to.
enum MathValue: Sendable, Hashable {
    /// An exact number, and how to write it should it be the result. Arithmetic forgets the style.
    case exact(Rational, NumberStyle = .plain)
    /// A number that went through floating point; finite.
    case real(Double)
    /// An exact angle in degrees; anything but a trigonometric function takes it as radians.
    case degrees(Rational)
    case bool(Bool)
    case list([MathValue])
    /// A quoted text, for functions that read digits.
    case text(String)

    /// A double as a value.
    ///
    /// - Throws: `MathError` for NaN and the infinities.
    static func checked(_ value: Double) throws(MathError) -> MathValue {
        if value.isNaN { throw MathError.undefined("the result is not a real number.") }
        if value.isInfinite {
            throw MathError(
                .tooLarge, "the result is beyond the range of approximate numbers, about 1.8e308.")
        }
        return .real(value)
    }

    static func integer(_ value: BigInt) -> MathValue { .exact(Rational(value)) }
    static func integer(_ value: Int) -> MathValue { .exact(Rational(value)) }

    /// The exact number, if it is one.
    var rational: Rational? {
        if case .exact(let value, _) = self { value } else { nil }
    }

    /// The number as a double, rounded where need be.
    ///
    /// - Throws: `MathError` for what is no number.
    func double() throws(MathError) -> Double {
        switch self {
        case .exact(let value, _): value.double
        case .real(let value): value
        case .degrees(let value): value.double * .pi / 180
        case .bool, .list, .text: throw MathError.argument("expected a number, found \(kind).")
        }
    }

    /// What it is, for messages, with its article.
    var kind: String {
        switch self {
        case .exact(let value, _): value.isInteger ? "an integer" : "a number"
        case .real, .degrees: "a number"
        case .bool: "true or false"
        case .list: "a list"
        case .text: "a text"
        }
    }
}

/// How an exact number is written as the result.
enum NumberStyle: Sendable, Hashable {
    /// As an integer or decimal.
    case plain
    /// As `3/10`.
    case fraction
    /// With a number of decimal places.
    case places(Int)
    /// In another base, with the prefix that goes before it: `0x`.
    case radix(Int, prefix: String)
}
