// SPDX-License-Identifier: Apache-2.0

import JSON

/// What the demo model understands: a list of rules, of which the first that fits a clause wins.
enum DemoRules {
    /// The steps that a message asks for, in its order; empty when it asks for none of those known.
    static func steps(in message: String) -> [DemoStep] {
        DemoPhrase(message).clauses.compactMap { clause in
            for rule in rules {
                if let step = rule(clause) { return step }
            }
            return nil
        }
    }

    private static let rules: [@Sendable (DemoPhrase) -> DemoStep?] = [
        unzip, zip, fetch, math, findFiles, grep, search, createDirectory, delete, move, copy, write, info,
        read, list,
        execute,
    ]

    // MARK: - Archives

    private static func unzip(_ phrase: DemoPhrase) -> DemoStep? {
        guard phrase.has("unzip", "extract", "unpack"), let archive = phrase.names.first else { return nil }
        let target = phrase.token(after: "into", "to", "in")?.text
        return DemoStep("unzipFile", ["archive": .string(archive), "outputDir": .string(target ?? ".")])
    }

    private static func zip(_ phrase: DemoPhrase) -> DemoStep? {
        guard phrase.has("zip", "compress", "archive") else { return nil }
        let output = phrase.token(after: "into", "to", "as", "called", "named")?.text ?? "archive.zip"
        var files = phrase.names.filter { $0 != output }
        if files.isEmpty, let folder = phrase.token(after: "folder", "directory") { files = [folder.text] }
        if files.isEmpty, phrase.has("everything") { files = ["."] }
        guard !files.isEmpty else { return nil }
        return DemoStep(
            "zipFiles", ["files": .array(files.map(JSONValue.string)), "output": .string(output)])
    }

    // MARK: - The net

    private static func fetch(_ phrase: DemoPhrase) -> DemoStep? {
        guard let url = phrase.tokens.first(where: \.isURL)?.text else { return nil }
        return DemoStep("fetch", ["url": .string(url)])
    }

    private static func search(_ phrase: DemoPhrase) -> DemoStep? {
        guard let verb = phrase.index(of: ["search", "google", "look"]) else { return nil }
        if phrase.tokens[verb].word == "look", !phrase.has("up") { return nil }
        if let query = phrase.quoted.first { return DemoStep("search", ["query": .string(query)]) }
        var start = verb + 1
        let fillers: Set<String> = [
            "for", "the", "web", "internet", "information", "about", "on", "up", "online",
        ]
        while start < phrase.tokens.count, fillers.contains(phrase.tokens[start].word) { start += 1 }
        let query = phrase.text(from: start)
        return query.isEmpty ? nil : DemoStep("search", ["query": .string(query)])
    }

    // MARK: - Computing

    private static func math(_ phrase: DemoPhrase) -> DemoStep? {
        let asks = ["calculate", "compute", "evaluate"]
        var start: Int
        if let verb = phrase.index(of: asks) {
            start = verb + 1
        } else if let question = phrase.index(of: ["what's", "is"]), phrase.has("what", "what's", "much") {
            start = question + 1
        } else {
            return nil
        }
        while start < phrase.tokens.count, mathFillers.contains(phrase.tokens[start].word) { start += 1 }
        var expression: [String] = []
        for token in phrase.tokens.dropFirst(start) {
            guard let part = mathText(of: token) else { break }
            if !part.isEmpty { expression.append(part) }
        }
        let text = expression.joined(separator: " ")
        guard text.contains(where: \.isNumber) else { return nil }
        return DemoStep("math", ["expr": .string(text)])
    }

    private static let mathFillers: Set<String> = ["the", "result", "value", "of", "sum"]

    private static let mathWords: [String: String] = [
        "plus": "+", "minus": "-", "times": "*", "over": "/", "divided": "/", "by": "", "x": "*",
    ]

    private static let mathNames: Set<String> = [
        "sqrt", "sin", "cos", "tan", "log", "ln", "exp", "abs", "pi", "e", "min", "max", "floor", "ceil",
        "round",
    ]

    /// The token as a part of an expression; nil when it is none.
    private static func mathText(of token: DemoPhrase.Token) -> String? {
        if token.isQuoted { return token.text }
        if let sign = mathWords[token.word] { return sign }
        let names = token.word.split { !$0.isLetter }
        let isKnown = names.allSatisfy { mathNames.contains(String($0)) }
        let isPlain = token.text.allSatisfy {
            $0.isASCII && ($0.isLetter || $0.isNumber || "+-*/^%().,!".contains($0))
        }
        return isKnown && isPlain ? token.text : nil
    }

    private static func execute(_ phrase: DemoPhrase) -> DemoStep? {
        guard let verb = phrase.index(of: ["run", "execute"]) else { return nil }
        var line = phrase.quoted.first
        if line == nil {
            var start = verb + 1
            let fillers: Set<String> = ["the", "command", "program"]
            while start < phrase.tokens.count, fillers.contains(phrase.tokens[start].word) { start += 1 }
            line = phrase.text(from: start)
        }
        let words = (line ?? "").split(separator: " ").map(String.init)
        guard let command = words.first else { return nil }
        let arguments = words.dropFirst().map(JSONValue.string)
        return DemoStep("executeCommand", ["command": .string(command), "args": .array(arguments)])
    }
}
