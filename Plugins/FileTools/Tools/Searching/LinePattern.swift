// SPDX-License-Identifier: Apache-2.0

internal import SandboxFiles

/// A regular expression for single lines or names, in the forms that make searching fast.
struct LinePattern: Sendable {
    /// The longest pattern, in bytes: far more than anyone writes, and compiled in a moment.
    static let byteLimit = 4 << 10

    /// For subjects of ASCII, where searching costs a fraction; nil for patterns that need UTF-8.
    private let ascii: CompiledPattern?
    private let unicode: CompiledPattern
    /// A text that every match holds, if looking for it first pays.
    private let literal: (ascii: CompiledPattern, unicode: CompiledPattern)?
    /// Whether a search through many lines at once finds what a search line by line does.
    let findsAcrossLines: Bool

    /// - Throws: `FileError` with `invalid_pattern`, and what is wrong with it.
    init(_ text: String, ignoringCase: Bool, wholeWord: Bool = false) throws(FileError) {
        guard text.utf8.count <= Self.byteLimit else {
            throw FileError(
                .invalidPattern,
                "The pattern has \(text.utf8.count) bytes; at most \(Self.byteLimit) are possible.")
        }
        let shape = PatternShape(text)
        let options: CompiledPattern.Options = ignoringCase ? [.lines, .ignoringCase] : [.lines]
        unicode = try Self.compile(text, options.union(.unicode), wholeWord: wholeWord)
        let isASCII = text.utf8.allSatisfy { $0 < 0x80 }
        // A pattern that names characters beyond ASCII is refused here, and searched for in UTF-8 alone.
        ascii = isASCII ? try? Self.compile(text, options, wholeWord: wholeWord) : nil
        findsAcrossLines = shape.isPlain
        literal = shape.isPlain && shape.opensWithLiteral ? nil : Self.literal(shape.literal, options)
    }

    private static func literal(
        _ bytes: [UInt8], _ options: CompiledPattern.Options
    ) -> (ascii: CompiledPattern, unicode: CompiledPattern)? {
        // One character stands in nearly every line.
        guard bytes.count > 1 else { return nil }
        let quoted = bytes.map { byte in
            let character = Character(Unicode.Scalar(byte))
            return character.isLetter || character.isNumber || character == "_"
                ? String(character) : "\\" + String(character)
        }.joined()
        // Were it refused, searching would be slower and find the same.
        guard let ascii = try? CompiledPattern(quoted, options),
            let unicode = try? CompiledPattern(quoted, options.union(.unicode))
        else { return nil }
        return (ascii, unicode)
    }

    /// The pattern for subjects of this kind.
    func pattern(isASCII: Bool) -> CompiledPattern {
        isASCII ? ascii ?? unicode : unicode
    }

    /// A text that every match in subjects of this kind holds, if looking for it first pays.
    func literal(isASCII: Bool) -> CompiledPattern? {
        isASCII && ascii != nil ? literal?.ascii : literal?.unicode
    }

    // MARK: - Compiling

    private static func compile(
        _ text: String, _ options: CompiledPattern.Options, wholeWord: Bool
    ) throws(FileError) -> CompiledPattern {
        let alone: CompiledPattern
        do {
            alone = try CompiledPattern(text, options)
        } catch {
            throw refusal(text, error)
        }
        guard wholeWord else { return alone }
        // The pattern may end in an unfinished quotation, or in a comment that only a line end closes.
        for ending in ["\\E)(?!\\w)", "\n)(?!\\w)"] {
            // The pattern itself is in order, so that a failure is about what was put around it.
            if let words = try? CompiledPattern("(?<!\\w)(?:" + text + ending, options) { return words }
        }
        throw FileError(
            .invalidPattern, "The pattern \(SandboxPath.quote(text)) cannot be searched for as a whole word.",
            hint: "Leave out wholeWord and write \\b where a word begins or ends."
        )
    }

    private static func refusal(_ text: String, _ fault: CompiledPattern.Fault) -> FileError {
        let place = String(decoding: text.utf8.prefix(fault.offset), as: UTF8.self).count
        return FileError(
            .invalidPattern,
            "\(SandboxPath.quote(text)) is not a regular expression: \(fault.reason), at character \(place).",
            hint: advice(text)
        )
    }

    /// What a caller may have meant: most often a wildcard as in a shell, or a text with special characters.
    private static func advice(_ text: String) -> String {
        if text.hasPrefix("*."), text.dropFirst(2).allSatisfy({ $0.isLetter || $0.isNumber }) {
            return "For all names that end with \(text.dropFirst()) write \\\(text.dropFirst())$ instead."
        }
        return "To search for the text as it is, put a \\ before each of . * + ? ( ) [ ] { } | ^ $ \\."
    }
}
