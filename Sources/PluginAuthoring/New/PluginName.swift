// SPDX-License-Identifier: Apache-2.0

/// The name of a new plugin in the forms that its files need.
package struct PluginName: Sendable, Hashable {
    /// As it was given: `word-count`.
    package let text: String

    /// For functions, tools and files of C: `word_count`.
    package var identifier: String { text.replacing("-", with: "_") }
    /// For a module of Swift: `WordCount`.
    package var module: String {
        let words = text.split { $0 == "-" || $0 == "_" }
        return words.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }
    /// For a variable of Swift: `wordCount`.
    package var variable: String { module.prefix(1).lowercased() + module.dropFirst() }
    /// Reverse DNS, to be made the author's own: `org.example.word-count`.
    package var id: String { "org.example.\(text.replacing("_", with: "-"))" }

    private static let longest = 40

    /// - Throws: `AuthoringError.badName` for what would not build, or not register.
    package init(_ text: String, for language: PluginLanguage) throws(AuthoringError) {
        let isPlain = text.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
        }
        let marks: Set<Character> = ["-", "_"]
        let letter = text.first.map { ("a"..."z").contains($0) } ?? false
        guard isPlain, letter, text.utf8.count <= Self.longest, let last = text.last, !marks.contains(last)
        else {
            throw .badName(text)
        }
        self.text = text
        guard !language.reservedWords.contains(identifier) else { throw .badName(text) }
    }

    /// A template's text with this name in its placeholders, `{{name}}` for one.
    func fill(_ template: String) -> String {
        let values = [
            "name": text, "identifier": identifier, "Module": module, "variable": variable, "id": id,
        ]
        var result = template
        for (key, value) in values { result = result.replacing("{{\(key)}}", with: value) }
        return result
    }
}
