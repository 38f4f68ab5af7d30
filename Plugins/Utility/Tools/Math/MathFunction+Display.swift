// SPDX-License-Identifier: Apache-2.0

internal import BigInt

extension MathFunction {
    /// Other ways to write a result, and to read a number.
    static let display: [MathFunction] = [
        MathFunction("fraction", "frac_of", arguments: 1...1, usage: "fraction(x)", isConversion: true) {
            (_, values) throws(MathError) in
            .exact(try needed(values[0], "fraction"), .fraction)
        },
        MathFunction("decimal", arguments: 2...2, usage: "decimal(x, places)") {
            (_, values) throws(MathError) in
            .exact(try needed(values[0], "decimal"), .places(try values[1].int("decimal", 0...10_000)))
        },
        inBase("hex", "hexadecimal", radix: 16, prefix: "0x"),
        inBase("bin", "binary", radix: 2, prefix: "0b"),
        inBase("oct", "octal", radix: 8, prefix: "0o"),
        MathFunction("base", arguments: 2...2, usage: "base(n, radix)") { (_, values) throws(MathError) in
            let radix = try values[1].int("base", 2...36)
            return .exact(Rational(try values[0].integer("base")), .radix(radix, prefix: ""))
        },
        MathFunction("frombase", "parse", arguments: 2...2, usage: "frombase(\"ff\", 16)") {
            (arithmetic, values) throws(MathError) in
            let radix = try values[1].int("frombase", 2...36)
            guard case .text(let text) = values[0] else {
                throw MathError.argument(
                    "frombase needs its digits in quotation marks: frombase(\"ff\", 16).")
            }
            return .integer(try number(text, radix, &arithmetic))
        },
    ]

    private static func inBase(
        _ name: String, _ longName: String, radix: Int, prefix: String
    ) -> MathFunction {
        MathFunction(name, longName, arguments: 1...1, usage: "\(name)(n)", isConversion: true) {
            (_, values) throws(MathError) in
            .exact(Rational(try values[0].integer(name)), .radix(radix, prefix: prefix))
        }
    }

    private static func number(
        _ text: String, _ radix: Int, _ arithmetic: inout ExactArithmetic
    ) throws(MathError) -> BigInt {
        let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
        var value = BigInt(0)
        guard !digits.isEmpty else { throw MathError.argument("frombase found no digits.") }
        for digit in digits {
            guard let size = digit.isASCII ? digit.hexDigitValue ?? letterValue(digit) : nil, size < radix
            else {
                throw MathError.argument("\"\(digit)\" is no digit in base \(radix).")
            }
            try arithmetic.charge(ExactArithmetic.words(value.bitWidth))
            value = value * BigInt(radix) + BigInt(size)
        }
        return text.hasPrefix("-") ? -value : value
    }

    private static func letterValue(_ digit: Character) -> Int? {
        guard digit.isLetter, let byte = digit.lowercased().utf8.first else { return nil }
        return Int(byte) - Int(UInt8(ascii: "a")) + 10
    }
}
