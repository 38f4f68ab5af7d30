// SPDX-License-Identifier: Apache-2.0

/// The insides of `\s`, in the syntax of PCRE2.
enum CharacterSets {
    /// WhiteSpace and LineTerminator of ECMA-262 §12.2 and §12.3.
    static let space =
        "\\t-\\r\\x{20}\\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}"
        + "\\x{202f}\\x{205f}\\x{3000}\\x{feff}"
    /// All other characters, for `\S` within a class.
    static let nonSpace =
        "\\x{0}-\\x{8}\\x{e}-\\x{1f}\\x{21}-\\x{9f}\\x{a1}-\\x{167f}\\x{1681}-\\x{1fff}\\x{200b}-\\x{2027}"
        + "\\x{202a}-\\x{202e}\\x{2030}-\\x{205e}\\x{2060}-\\x{2fff}\\x{3001}-\\x{fefe}\\x{ff00}-\\x{10ffff}"
}

extension PatternTranslator {
    /// The character that an escape stands for, `letter` being the one after the backslash.
    mutating func characterValue(ofEscape letter: Unicode.Scalar) throws(PatternError) -> UInt32 {
        switch letter {
        case "t": return 0x09
        case "n": return 0x0A
        case "v": return 0x0B
        case "f": return 0x0C
        case "r": return 0x0D
        case "0":
            if let digit = next, ("0"..."9").contains(digit) {
                throw PatternError(reason: "\\0 must not be followed by a digit")
            }
            return 0
        case "c":
            guard let control = take(), control.isASCII, UInt8(control.value).isASCIILetter else {
                throw PatternError(reason: "\\c must be followed by a letter")
            }
            return control.value & 0x1F
        case "x": return try takeHexadecimal(digits: 2, after: "\\x")
        case "u": return try takeUnicodeEscape()
        default:
            // A letter or digit without meaning is a mistake; punctuation stands for itself.
            guard letter.isASCII, letter.value > 0x20, letter.value < 0x7F, letter != "_",
                !UInt8(letter.value).isASCIILetter, !UInt8(letter.value).isASCIIDigit
            else { throw PatternError(reason: "\\\(letter) has no meaning") }
            return letter.value
        }
    }

    private mutating func takeHexadecimal(digits: Int, after escape: String) throws(PatternError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<digits {
            guard let scalar = take(), scalar.isASCII, let digit = UInt8(scalar.value).hexadecimalValue else {
                throw PatternError(reason: "\(escape) needs \(digits) hexadecimal digits")
            }
            value = value << 4 | UInt32(digit)
        }
        return value
    }

    /// `\u0041`, the two escapes of a surrogate pair, or `\u{1F600}`.
    private mutating func takeUnicodeEscape() throws(PatternError) -> UInt32 {
        if skip("{") { return try takeBracedValue() }
        let first = try takeHexadecimal(digits: 4, after: "\\u")
        guard Unicode.Scalar(first) == nil else { return first }
        let lone = PatternError(reason: "it has half of a surrogate pair")
        guard first < 0xDC00, skip("\\"), skip("u") else { throw lone }
        let second = try takeHexadecimal(digits: 4, after: "\\u")
        guard (0xDC00..<0xE000).contains(second) else { throw lone }
        return 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00)
    }

    private mutating func takeBracedValue() throws(PatternError) -> UInt32 {
        var value: UInt32 = 0
        var count = 0
        while let scalar = take(), scalar != "}" {
            guard scalar.isASCII, let digit = UInt8(scalar.value).hexadecimalValue, value <= 0x10FFFF else {
                throw PatternError(reason: "\\u{…} needs hexadecimal digits")
            }
            value = value << 4 | UInt32(digit)
            count += 1
        }
        guard count > 0, Unicode.Scalar(value) != nil else {
            throw PatternError(reason: "\\u{…} must be the number of a character")
        }
        return value
    }

    // MARK: - Properties

    /// `\p{…}` after its letter, in the names that PCRE2 knows.
    mutating func takeProperty(isNegated: Bool) throws(PatternError) -> String {
        guard skip("{") else { throw PatternError(reason: "\\p must be followed by a name in braces") }
        var name = ""
        while let scalar = take(), scalar != "}" {
            guard scalar.isASCII,
                scalar == "_" || scalar == "=" || scalar.properties.isAlphabetic
                    || ("0"..."9").contains(scalar)
            else { throw PatternError(reason: "a property name has letters, digits and _ only") }
            name.unicodeScalars.append(scalar)
        }
        let parts = name.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
        let escape = isNegated ? "\\P" : "\\p"
        switch (parts.count, parts.first) {
        case (1, _) where !name.isEmpty:
            return "\(escape){\(Self.categories[name] ?? name)}"
        case (2, "General_Category"), (2, "gc"):
            return "\(escape){\(Self.categories[parts[1]] ?? parts[1])}"
        case (2, "Script"), (2, "sc"): return "\(escape){sc:\(parts[1])}"
        case (2, "Script_Extensions"), (2, "scx"): return "\(escape){scx:\(parts[1])}"
        default: throw PatternError(reason: "\\p{\(name)} is no known property")
        }
    }

    /// The long names and aliases of general categories (Unicode's PropertyValueAliases).
    private static let categories: [String: String] = [
        "Other": "C", "Control": "Cc", "cntrl": "Cc", "Format": "Cf", "Unassigned": "Cn", "Private_Use": "Co",
        "Surrogate": "Cs", "Letter": "L", "Cased_Letter": "L&", "LC": "L&", "Lowercase_Letter": "Ll",
        "Modifier_Letter": "Lm", "Other_Letter": "Lo", "Titlecase_Letter": "Lt", "Uppercase_Letter": "Lu",
        "Mark": "M",
        "Combining_Mark": "M", "Spacing_Mark": "Mc", "Enclosing_Mark": "Me", "Nonspacing_Mark": "Mn",
        "Number": "N",
        "Decimal_Number": "Nd", "digit": "Nd", "Letter_Number": "Nl", "Other_Number": "No",
        "Punctuation": "P",
        "punct": "P", "Connector_Punctuation": "Pc", "Dash_Punctuation": "Pd", "Close_Punctuation": "Pe",
        "Final_Punctuation": "Pf", "Initial_Punctuation": "Pi", "Other_Punctuation": "Po",
        "Open_Punctuation": "Ps",
        "Symbol": "S", "Currency_Symbol": "Sc", "Modifier_Symbol": "Sk", "Math_Symbol": "Sm",
        "Other_Symbol": "So",
        "Separator": "Z", "Line_Separator": "Zl", "Paragraph_Separator": "Zp", "Space_Separator": "Zs",
    ]
}
