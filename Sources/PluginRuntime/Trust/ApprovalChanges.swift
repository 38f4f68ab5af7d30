// SPDX-License-Identifier: Apache-2.0

import JSON
import ToolModel

/// What a person would consent to, beside what was consented to last.
public struct ApprovalChanges: Sendable, Hashable {
    /// How something differs.
    public enum Mark: String, Sendable, Hashable {
        case added = "+"
        case removed = "-"
        case changed = "~"
        case same = " "
    }

    /// One line of text, which shows every character.
    public struct Line: Sendable, Hashable {
        /// How it differs.
        public let mark: Mark
        /// What it says.
        public let text: String
    }

    /// One tool.
    public struct Tool: Sendable, Hashable {
        /// How it differs.
        public let mark: Mark
        /// Its name.
        public let name: String
        /// What it says of itself; of a changed tool only the lines that differ, at most `detailLimit`.
        public let details: [Line]
    }

    /// What the plugin may do, all of it.
    public let permissions: [Line]
    /// The tools, in the plugin's order; those that are gone at the end.
    public let tools: [Tool]

    /// The most lines of one tool.
    public static let detailLimit = 200

    /// Whether nothing differs.
    public var isEmpty: Bool {
        permissions.allSatisfy { $0.mark == .same } && tools.allSatisfy { $0.mark == .same }
    }

    /// What differs from `last`; without it, from a plugin that has no tools and may do what all may.
    init(since last: PluginApproval?, permissions asked: PluginPermissions, tools: [ToolDefinition]) {
        permissions = Self.lines(from: (last?.permissions ?? .standard).lines, to: asked.lines)
        let known = Dictionary(
            (last?.tools ?? []).map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let names = Set(tools.map(\.name))
        let gone = (last?.tools ?? []).filter { !names.contains($0.name) }
        self.tools =
            tools.map { Self.tool($0, before: known[$0.name]) }
            + gone.map { Tool(mark: .removed, name: VisibleText.line($0.name), details: []) }
    }

    /// A plugin about which nobody is asked: nothing differs.
    init(settled permissions: PluginPermissions, tools: [ToolDefinition]) {
        self.permissions = permissions.lines.map { Line(mark: .same, text: $0) }
        self.tools = tools.map { tool in
            Tool(
                mark: .same, name: VisibleText.line(tool.name),
                details: Self.cut(tool.shortLines.map { Line(mark: .same, text: $0) }))
        }
    }

    private static func tool(_ tool: ToolDefinition, before: ToolDefinition?) -> Tool {
        let name = VisibleText.line(tool.name)
        guard let before else {
            let details = tool.shortLines.map { Line(mark: .added, text: $0) }
            return Tool(mark: .added, name: name, details: cut(details))
        }
        guard before != tool else { return Tool(mark: .same, name: name, details: []) }
        let lines = lines(from: before.allLines, to: tool.allLines)
        return Tool(mark: .changed, name: name, details: cut(lines.filter { $0.mark != .same }))
    }

    private static func cut(_ lines: [Line]) -> [Line] {
        guard lines.count > detailLimit else { return lines }
        let rest = Line(mark: .same, text: "and \(lines.count - detailLimit) lines more")
        return lines.prefix(detailLimit) + [rest]
    }

    /// The new lines in their order, each removed one before what stands in its place.
    private static func lines(from old: [String], to new: [String]) -> [Line] {
        guard old.count <= comparedLines, new.count <= comparedLines else {
            return old.map { Line(mark: .removed, text: $0) } + new.map { Line(mark: .added, text: $0) }
        }
        var removed: [Int: String] = [:]
        var added: Set<Int> = []
        for change in new.difference(from: old) {
            switch change {
            case .remove(let offset, let text, _): removed[offset] = text
            case .insert(let offset, _, _): added.insert(offset)
            }
        }
        var lines: [Line] = []
        var oldIndex = 0
        func takeRemoved() {
            while let text = removed[oldIndex] {
                lines.append(Line(mark: .removed, text: text))
                oldIndex += 1
            }
        }
        for (index, text) in new.enumerated() {
            takeRemoved()
            lines.append(Line(mark: added.contains(index) ? .added : .same, text: text))
            if !added.contains(index) { oldIndex += 1 }
        }
        takeRemoved()
        return lines
    }

    /// The most lines that are compared one by one: the time grows with their product.
    private static let comparedLines = 2000
}

extension ToolDefinition {
    /// What it says of itself, in short.
    fileprivate var shortLines: [String] {
        let names = inputSchema["properties"]?.object?.names.map { VisibleText.line($0) } ?? []
        let parameters = names.isEmpty ? [] : ["parameters: \(names.joined(separator: ", "))"]
        return textLines + parameters
    }

    /// Everything that it says of itself.
    fileprivate var allLines: [String] {
        let output = outputSchema.map { ["output schema:"] + Self.lines(of: $0) } ?? []
        return textLines + ["input schema:"] + Self.lines(of: inputSchema) + output
    }

    private var textLines: [String] {
        let title = title.map { ["title: \(VisibleText.line($0))"] } ?? []
        let claims: [(Bool?, String, String)] = [
            (annotations.isReadOnly, "read-only", "not read-only"),
            (annotations.isDestructive, "destructive", "not destructive"),
            (annotations.isIdempotent, "idempotent", "not idempotent"),
            (annotations.isOpenWorld, "open-world", "closed-world"),
        ]
        let words = claims.compactMap { claim, yes, no in claim.map { $0 ? yes : no } }
        let claimed = words.isEmpty ? [] : ["claims to be \(words.joined(separator: ", "))"]
        return title + VisibleText.lines(description) + claimed
    }

    private static func lines(of schema: JSONValue) -> [String] {
        VisibleText.lines(schema.jsonText(.pretty)).map { "  \($0)" }
    }
}
