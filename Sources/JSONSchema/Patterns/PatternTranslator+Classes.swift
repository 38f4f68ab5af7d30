// SPDX-License-Identifier: Apache-2.0

extension PatternTranslator {
    /// One member of a class.
    private enum ClassAtom {
        /// A character, which may begin or end a range.
        case character(UInt32)
        /// A set such as `\d`, in the syntax of PCRE2.
        case set(String)
    }

    /// Translates a class after its opening bracket.
    mutating func translateClass() throws(PatternError) {
        write(skip("^") ? "[^" : "[")
        while let scalar = take() {
            if scalar == "]" { return write("]") }
            let first = try classAtom(scalar)
            guard next == "-", let end = try takeRangeEnd() else {
                write(Self.text(first))
                continue
            }
            switch (first, end) {
            case (.character, .character):
                write("\(Self.text(first))-\(Self.text(end))")
            default:
                // Next to a set the hyphen stands for itself.
                write("\(Self.text(first))\\-\(Self.text(end))")
            }
        }
        throw PatternError(reason: "a class lacks its closing bracket")
    }

    /// Takes `-` and what follows as the end of a range; nil, and nothing taken, when the hyphen is the
    /// last member.
    private mutating func takeRangeEnd() throws(PatternError) -> ClassAtom? {
        guard !isFollowed(by: "-", before: "]"), skip("-"), let scalar = take() else { return nil }
        return try classAtom(scalar)
    }

    private mutating func classAtom(_ scalar: Unicode.Scalar) throws(PatternError) -> ClassAtom {
        guard scalar == "\\" else { return .character(scalar.value) }
        guard let letter = take() else { throw PatternError(reason: "it ends with a backslash") }
        switch letter {
        case "d", "D", "w", "W": return .set("\\\(letter)")
        case "s": return .set(CharacterSets.space)
        case "S": return .set(CharacterSets.nonSpace)
        case "p", "P": return .set(try takeProperty(isNegated: letter == "P"))
        case "b": return .character(0x08)
        default: return .character(try characterValue(ofEscape: letter))
        }
    }

    private static func text(_ atom: ClassAtom) -> String {
        switch atom {
        case .character(let value): literal(value)
        case .set(let text): text
        }
    }
}
