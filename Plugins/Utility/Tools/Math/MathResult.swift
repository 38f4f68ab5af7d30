// SPDX-License-Identifier: Apache-2.0

internal import BigInt
internal import JSON

/// A value as it is shown: text for a model and a person, JSON for programs.
struct MathResult: Sendable {
    let text: String
    /// The value as JSON: a number digit for digit, a truth value, a list, or a text for other bases.
    let json: JSONValue
    /// Whether the text says exactly what the value is, with nothing rounded on the way or in the end.
    let isExact: Bool
    /// The exact value of a number that the text rounds.
    let fraction: String?

    init(_ value: MathValue) throws(MathError) {
        switch value {
        case .exact(let number, let style): self = try Self(number, style)
        case .real(let number): self.init(rounded: number)
        case .degrees: self.init(rounded: try value.double())
        case .bool(let flag): self.init(text: flag ? "true" : "false", json: .bool(flag), isExact: true)
        case .text(let text): self.init(text: text, json: .string(text), isExact: true)
        case .list(let elements):
            try Self.checkLength(elements)
            var parts: [MathResult] = []
            for element in elements { parts.append(try MathResult(element)) }
            self.init(
                text: "[\(parts.map(\.text).joined(separator: ", "))]", json: .array(parts.map(\.json)),
                isExact: parts.allSatisfy(\.isExact)
            )
        }
    }

    /// Stops when writing out the numbers of a list would take too long.
    private static func checkLength(_ elements: [MathValue]) throws(MathError) {
        guard digits(of: elements) <= Double(MathLimits.shownDigits) else {
            throw MathError(
                .tooLarge, "the list would take more than \(MathLimits.shownDigits) digits to write out.",
                hint: "Ask for fewer of its numbers at a time."
            )
        }
    }

    private static func digits(of elements: [MathValue]) -> Double {
        elements.reduce(0) { sum, element in
            switch element {
            case .exact(let number, _): sum + number.digits
            case .list(let inner): sum + digits(of: inner)
            case .real, .degrees, .bool, .text: sum
            }
        }
    }

    private init(text: String, json: JSONValue, isExact: Bool, fraction: String? = nil) {
        self.text = text
        self.json = json
        self.isExact = isExact
        self.fraction = fraction
    }

    /// A number's digits as text and as JSON, which has the same grammar for them.
    private init(number text: String, isExact: Bool, fraction: String? = nil) {
        self.init(
            text: text, json: JSONNumber(text: text).map(JSONValue.number) ?? .string(text), isExact: isExact,
            fraction: fraction
        )
    }

    private init(rounded number: Double) {
        self.init(number: DecimalText(Rational(number), digits: MathLimits.realDigits).text, isExact: false)
    }

    private init(_ number: Rational, _ style: NumberStyle) throws(MathError) {
        switch style {
        case .plain:
            self.init(plain: number)
        case .fraction:
            guard let text = Self.fractionText(number) else {
                throw ExactArithmetic.tooLarge(digits: number.digits)
            }
            let json = number.isInteger ? JSONNumber(text: text).map(JSONValue.number) : nil
            self.init(text: text, json: json ?? .string(text), isExact: true)
        case .places(let places):
            let text = DecimalText.fixed(number, places: places)
            let shown = MathResult(number: text, isExact: Self.hasPlaces(number, places))
            self = MathResult(
                text: text, json: shown.json, isExact: shown.isExact,
                fraction: shown.isExact ? nil : Self.fractionText(number)
            )
        case .radix(let radix, let prefix):
            guard number.digits <= Double(MathLimits.shownDigits) else {
                throw ExactArithmetic.tooLarge(digits: number.digits)
            }
            let digits = String(number.numerator.magnitude, radix: radix)
            let text = "\(number.isNegative ? "-" : "")\(prefix)\(digits)"
            self.init(text: text, json: .string(text), isExact: true)
        }
    }

    private init(plain number: Rational) {
        let digits = number.digits
        if number.isInteger {
            guard digits <= Double(MathLimits.shownDigits) else {
                self.init(number: DecimalText(number, digits: MathLimits.fractionDigits).text, isExact: false)
                return
            }
            self.init(number: String(number.numerator), isExact: true)
        } else if let text = DecimalText.full(number) {
            self.init(number: text, isExact: true)
        } else {
            let decimal = DecimalText(number, digits: MathLimits.fractionDigits)
            self.init(
                number: decimal.text, isExact: decimal.isExact,
                fraction: decimal.isExact ? nil : Self.fractionText(number)
            )
        }
    }

    private static func hasPlaces(_ number: Rational, _ places: Int) -> Bool {
        (BigInt(10).power(places) % number.denominator).isZero
    }

    private static func fractionText(_ number: Rational) -> String? {
        guard number.digits <= Double(MathLimits.shownDigits) else { return nil }
        return number.isInteger ? String(number.numerator) : "\(number.numerator)/\(number.denominator)"
    }
}

extension Rational {
    /// About how many decimal digits it takes to write the numerator or denominator.
    fileprivate var digits: Double {
        max(numerator.magnitude.log2, denominator.magnitude.log2) * 0.30103
    }
}
