// SPDX-License-Identifier: Apache-2.0

/// Rewrites a regular expression of ECMA-262 (Unicode mode) as one that means the same to PCRE2.
///
/// Refused is what ECMA-262 does not know: `\A`, `\Z`, `\a`, `(?>…)`, `(*VERB)`, `a++`, POSIX classes mean
/// themselves. More lenient than Unicode mode, as patterns in schemas are: punctuation may be escaped
/// without need, and braces and closing brackets that open or close nothing stand for themselves.
struct PatternTranslator {
    private var input: [Unicode.Scalar]
    private var index = 0
    private(set) var output = ""

    static func translate(_ pattern: String) throws(PatternError) -> String {
        var translator = PatternTranslator(input: Array(pattern.unicodeScalars))
        try translator.translate()
        return translator.output
    }

    private init(input: [Unicode.Scalar]) {
        self.input = input
    }

    // MARK: - Reading

    var next: Unicode.Scalar? {
        index < input.count ? input[index] : nil
    }

    mutating func take() -> Unicode.Scalar? {
        guard index < input.count else { return nil }
        index += 1
        return input[index - 1]
    }

    /// Steps over `scalar` if it is next.
    mutating func skip(_ scalar: Unicode.Scalar) -> Bool {
        guard next == scalar else { return false }
        index += 1
        return true
    }

    /// Whether the next two characters are these.
    func isFollowed(by first: Unicode.Scalar, before second: Unicode.Scalar) -> Bool {
        index + 1 < input.count && input[index] == first && input[index + 1] == second
    }

    mutating func write(_ text: String) {
        output += text
    }

    /// The character of that number, standing for itself.
    static func literal(_ value: UInt32) -> String {
        // Letters and digits have no meaning of their own; all else is written as a number.
        if value < 0x80, UInt8(value).isASCIILetter || UInt8(value).isASCIIDigit {
            return String(Character(Unicode.Scalar(UInt8(value))))
        }
        return "\\x{\(String(value, radix: 16))}"
    }

    // MARK: - Outside classes

    private mutating func translate() throws(PatternError) {
        /// Whether a quantifier may follow.
        var canRepeat = false
        while let scalar = take() {
            switch scalar {
            case "\\": canRepeat = try translateEscape()
            case "[":
                try translateClass()
                canRepeat = true
            case "(":
                try translateGroupOpening()
                canRepeat = false
            case ")":
                write(")")
                canRepeat = true
            case ".":
                write("[^\\n\\r\\x{2028}\\x{2029}]")
                canRepeat = true
            case "*", "+", "?":
                try translateQuantifier(String(Character(scalar)), canRepeat: canRepeat)
                canRepeat = false
            case "{":
                if let counts = takeCounts() {
                    try translateQuantifier(counts, canRepeat: canRepeat)
                    canRepeat = false
                } else {
                    write("\\{")
                    canRepeat = true
                }
            case "^", "$", "|":
                write(String(Character(scalar)))
                canRepeat = false
            default:
                write(Self.literal(scalar.value))
                canRepeat = true
            }
        }
    }

    private mutating func translateQuantifier(_ text: String, canRepeat: Bool) throws(PatternError) {
        guard canRepeat else { throw PatternError(reason: "there is nothing that \(text) could repeat") }
        write(text)
        if skip("?") { write("?") }
    }

    /// The text of `{2}`, `{2,}` or `{2,3}` after its opening brace; nil, and nothing taken, for anything
    /// else.
    private mutating func takeCounts() -> String? {
        guard let end = input[index...].firstIndex(of: "}") else { return nil }
        let inner = String(String.UnicodeScalarView(input[index..<end]))
        let parts = inner.split(separator: ",", omittingEmptySubsequences: false)
        let areDigits = parts.allSatisfy { $0.utf8.allSatisfy(\.isASCIIDigit) }
        guard parts.count <= 2, areDigits, parts.first?.isEmpty == false else { return nil }
        index = end + 1
        return "{\(inner)}"
    }

    private mutating func translateGroupOpening() throws(PatternError) {
        if next == "*" { throw PatternError(reason: "there is nothing that * could repeat") }
        guard skip("?") else { return write("(") }
        switch take() {
        case ":": write("(?:")
        case "=": write("(?=")
        case "!": write("(?!")
        case "<":
            if skip("=") { return write("(?<=") }
            if skip("!") { return write("(?<!") }
            write("(?<\(try takeGroupName())>")
        default: throw PatternError(reason: "(? must be followed by :, =, !, <=, <! or <name>")
        }
    }

    mutating func takeGroupName() throws(PatternError) -> String {
        var name = ""
        while let scalar = take() {
            if scalar == ">" { break }
            guard scalar == "_" || scalar.properties.isAlphabetic || scalar.properties.numericType == .decimal
            else {
                throw PatternError(reason: "a group name has letters, digits and _ only")
            }
            name.unicodeScalars.append(scalar)
        }
        guard !name.isEmpty else { throw PatternError(reason: "a group name is missing") }
        return name
    }

    /// Translates what follows a backslash; answers whether a quantifier may follow.
    private mutating func translateEscape() throws(PatternError) -> Bool {
        guard let scalar = take() else { throw PatternError(reason: "it ends with a backslash") }
        switch scalar {
        case "b", "B":
            write("\\\(scalar)")
            return false
        case "d", "D", "w", "W": write("\\\(scalar)")
        case "s": write("[\(CharacterSets.space)]")
        case "S": write("[^\(CharacterSets.space)]")
        case "p", "P": write(try takeProperty(isNegated: scalar == "P"))
        case "k":
            guard skip("<") else { throw PatternError(reason: "\\k must be followed by <name>") }
            write("\\k<\(try takeGroupName())>")
        case "1"..."9":
            var digits = String(Character(scalar))
            while let digit = next, ("0"..."9").contains(digit) {
                digits.unicodeScalars.append(digit)
                index += 1
            }
            write("\\g{\(digits)}")
        default: write(Self.literal(try characterValue(ofEscape: scalar)))
        }
        return true
    }
}
