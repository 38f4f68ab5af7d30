// SPDX-License-Identifier: Apache-2.0

/// A piece of a person's message as words and quoted texts.
struct DemoPhrase: Sendable {
    /// A word without the punctuation after it, or what stands between quotes.
    struct Token: Sendable {
        var text: String
        var isQuoted: Bool
        /// A comma, semicolon, full stop or line end follows.
        var endsClause: Bool

        /// The word in lower case; empty for a quoted text, which is never a key word.
        var word: String { isQuoted ? "" : text.lowercased() }

        /// Quoted, or with a dot or slash in it as names of files have.
        var isName: Bool {
            if isQuoted { return !text.isEmpty }
            let hasMark = text.contains("/") || text.dropFirst().dropLast().contains(".") || text.first == "."
            return hasMark && !isURL && !text.allSatisfy { $0.isNumber || "+-*/^().".contains($0) }
        }

        var isURL: Bool { text.hasPrefix("http://") || text.hasPrefix("https://") }
    }

    var tokens: [Token]

    init(tokens: [Token]) {
        self.tokens = tokens
    }

    init(_ text: String) {
        tokens = []
        var rest = text[...]
        while let first = rest.first {
            if first.isWhitespace {
                if first.isNewline, !tokens.isEmpty { tokens[tokens.count - 1].endsClause = true }
                rest.removeFirst()
            } else if let close = Self.closing(of: first), let end = rest.dropFirst().firstIndex(of: close) {
                let inner = rest[rest.index(after: rest.startIndex)..<end]
                tokens.append(Token(text: String(inner), isQuoted: true, endsClause: false))
                rest = rest[rest.index(after: end)...]
                let marks = rest.prefix { ",;.!?".contains($0) }
                tokens[tokens.count - 1].endsClause = !marks.isEmpty
                rest = rest.dropFirst(marks.count)
            } else {
                tokens.append(Self.word(from: &rest))
            }
        }
    }

    private static func word(from rest: inout Substring) -> Token {
        let raw = rest.prefix { !$0.isWhitespace }
        rest = rest.dropFirst(raw.count)
        var bare = raw
        while let last = bare.last, ",;:.!?".contains(last), bare != ".", bare != ".." {
            bare = bare.dropLast()
        }
        let ends = bare.count < raw.count && raw.last != ":"
        return Token(text: String(bare), isQuoted: false, endsClause: ends)
    }

    private static func closing(of quote: Character) -> Character? {
        switch quote {
        case "'", "\"", "`": quote
        case "“": "”"
        case "‘": "’"
        default: nil
        }
    }

    // MARK: - Looking things up

    func has(_ words: String...) -> Bool {
        tokens.contains { words.contains($0.word) }
    }

    func index(of words: [String], from start: Int = 0) -> Int? {
        tokens.indices.dropFirst(start).first { words.contains(tokens[$0].word) }
    }

    /// The first token after one of the words, articles left out.
    func token(after words: String...) -> Token? {
        guard let index = index(of: words) else { return nil }
        return tokens.dropFirst(index + 1).first { !Self.articles.contains($0.word) }
    }

    /// Names of files and folders, in order.
    var names: [String] { tokens.filter(\.isName).map(\.text) }

    var quoted: [String] { tokens.filter(\.isQuoted).map(\.text) }

    /// The words of the tokens from `start` on, joined by spaces.
    func text(from start: Int) -> String {
        tokens.dropFirst(start).map(\.text).joined(separator: " ")
    }

    static let articles: Set<String> = [
        "the", "a", "an", "my", "this", "that", "file", "folder", "directory", "new",
    ]

    // MARK: - Clauses

    /// The parts that ask for one thing each: a new one begins at a verb after `and`, `then` or punctuation.
    var clauses: [DemoPhrase] {
        var clauses: [DemoPhrase] = []
        var current: [Token] = []
        for (index, token) in tokens.enumerated() {
            let opens = Self.verbs.contains(token.word) && index > 0 && isBorder(before: index)
            if opens {
                clauses.append(DemoPhrase(tokens: current))
                current = []
            }
            current.append(token)
        }
        clauses.append(DemoPhrase(tokens: current))
        return clauses.map(\.withoutConnectives)
    }

    private func isBorder(before index: Int) -> Bool {
        let previous = tokens[index - 1]
        return previous.endsClause || Self.connectives.contains(previous.word)
    }

    private var withoutConnectives: DemoPhrase {
        var tokens = tokens[...]
        while let last = tokens.last, Self.connectives.contains(last.word) { tokens = tokens.dropLast() }
        return DemoPhrase(tokens: Array(tokens))
    }

    private static let connectives: Set<String> = [
        "and", "then", "also", "next", "finally", "afterwards", "please", "now", "after", "you",
    ]

    private static let verbs: Set<String> = [
        "list", "ls", "show", "read", "open", "cat", "display", "print", "write", "save", "store", "create",
        "make",
        "delete", "remove", "move", "rename", "copy", "calculate", "compute", "evaluate", "search", "find",
        "grep",
        "look", "google", "fetch", "download", "get", "zip", "compress", "archive", "unzip", "extract", "run",
        "execute", "tell", "what", "what's", "how", "which",
    ]
}
