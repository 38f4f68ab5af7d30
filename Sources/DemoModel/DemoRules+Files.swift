// SPDX-License-Identifier: Apache-2.0

import JSON

/// Rules about files and folders.
extension DemoRules {
    static func findFiles(_ phrase: DemoPhrase) -> DemoStep? {
        guard phrase.has("find", "search"), phrase.has("files") else { return nil }
        guard let pattern = phrase.token(after: "named", "matching", "called", "like", "for")?.text else {
            return nil
        }
        var arguments: JSONObject = ["pattern": .string(pattern)]
        if let folder = folder(in: phrase), folder != "." { arguments["directory"] = .string(folder) }
        return DemoStep("findFiles", arguments)
    }

    static func grep(_ phrase: DemoPhrase) -> DemoStep? {
        guard let verb = phrase.index(of: ["grep", "search", "find", "look"]) else { return nil }
        guard let place = phrase.index(of: ["in", "inside"], from: verb), place + 1 < phrase.tokens.count
        else {
            return nil
        }
        let isGrep = phrase.tokens[verb].word == "grep"
        let path = phrase.tokens.dropFirst(place + 1).first { !DemoPhrase.articles.contains($0.word) }
        guard let path, isGrep || path.isName else { return nil }
        let words = phrase.tokens[(verb + 1)..<place].filter {
            !["for", "the", "text", "word"].contains($0.word)
        }
        let pattern = words.first(where: \.isQuoted)?.text ?? words.map(\.text).joined(separator: " ")
        guard !pattern.isEmpty else { return nil }
        return DemoStep("grep", ["pattern": .string(pattern), "path": .string(path.text)])
    }

    static func createDirectory(_ phrase: DemoPhrase) -> DemoStep? {
        guard phrase.has("create", "make", "add"), let noun = phrase.index(of: ["folder", "directory"]) else {
            return nil
        }
        let named = phrase.token(after: "called", "named")?.text ?? phrase.names.first
        let next = phrase.tokens.dropFirst(noun + 1).first?.text
        guard let name = named ?? next else { return nil }
        return DemoStep("createDirectory", ["path": .string(name)])
    }

    static func delete(_ phrase: DemoPhrase) -> DemoStep? {
        guard phrase.has("delete", "remove") else { return nil }
        guard let path = phrase.names.first ?? phrase.token(after: "delete", "remove")?.text else {
            return nil
        }
        return DemoStep("deleteFile", ["path": .string(path)])
    }

    static func move(_ phrase: DemoPhrase) -> DemoStep? {
        guard phrase.has("move", "rename") else { return nil }
        return transfer("moveFile", phrase)
    }

    static func copy(_ phrase: DemoPhrase) -> DemoStep? {
        guard phrase.has("copy") else { return nil }
        return transfer("copyFile", phrase)
    }

    private static func transfer(_ tool: String, _ phrase: DemoPhrase) -> DemoStep? {
        guard let source = phrase.token(after: "move", "rename", "copy")?.text,
            let destination = phrase.token(after: "to", "into", "as")?.text
        else { return nil }
        return DemoStep(tool, ["source": .string(source), "destination": .string(destination)])
    }

    static func write(_ phrase: DemoPhrase) -> DemoStep? {
        guard phrase.has("write", "save", "store", "create", "make", "put") else { return nil }
        let target =
            phrase.token(after: "called", "named")
            ?? phrase.token(after: "to", "into", "as").flatMap { $0.isName ? $0 : nil }
            ?? phrase.tokens.last { $0.isName && !$0.isQuoted }
        guard let path = target?.text else { return nil }
        if phrase.has("results", "result", "it", "them", "both", "answer", "answers", "that", "everything") {
            return DemoStep("writeFile", ["path": .string(path), "content": ""], resultsArgument: "content")
        }
        let content =
            phrase.quoted.first { $0 != path }
            ?? phrase.token(after: "content", "containing", "saying", "text")?.text
        return DemoStep("writeFile", ["path": .string(path), "content": .string(content ?? "")])
    }

    static func info(_ phrase: DemoPhrase) -> DemoStep? {
        let asks = phrase.has(
            "info", "information", "details", "size", "metadata", "big", "large", "modified")
        guard asks, let path = phrase.names.first else { return nil }
        return DemoStep("getFileInfo", ["path": .string(path)])
    }

    static func read(_ phrase: DemoPhrase) -> DemoStep? {
        let asks = phrase.has(
            "read", "open", "cat", "show", "display", "print", "contents", "content", "what", "what's")
        guard asks, !phrase.has("files"), !phrase.has("folder"), !phrase.has("directory") else { return nil }
        guard let path = phrase.names.first(where: { $0 != "." && $0 != ".." }) else { return nil }
        return DemoStep("files", ["path": .string(path)])
    }

    static func list(_ phrase: DemoPhrase) -> DemoStep? {
        let asks = ["what", "what's", "which"].contains(phrase.tokens.first?.word ?? "")
        guard asks || phrase.has("list", "show", "ls") else { return nil }
        guard phrase.has("files", "file", "folder", "folders", "directory", "sandbox", "everything", "ls")
        else {
            return nil
        }
        var arguments: JSONObject = ["path": .string(folder(in: phrase) ?? ".")]
        if phrase.has("recursively", "recursive", "subfolders", "subdirectories") {
            arguments["recursive"] = true
        }
        return DemoStep("listFiles", arguments)
    }

    /// The folder that a phrase names; nil for none, and for the current one.
    private static func folder(in phrase: DemoPhrase) -> String? {
        if let name = phrase.names.first(where: { !$0.hasPrefix("*") }),
            !phrase.has("named", "matching", "like")
        {
            return name
        }
        guard let token = phrase.token(after: "in", "inside", "of", "under") else { return nil }
        let here: Set<String> = [
            "current", "sandbox", "here", "it", "all", "working", "root", "files", "text", "",
        ]
        if !token.isQuoted, here.contains(token.word) { return nil }
        return token.text
    }
}
