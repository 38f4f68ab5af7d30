// SPDX-License-Identifier: Apache-2.0

import JSON
package import PluginRuntime
import ToolModel

/// Completes commands, tool names and the names of a tool's arguments.
package struct LineCompleter: Sendable {
    /// A tool as completion knows it.
    struct Tool: Sendable, Hashable {
        var name: String
        var arguments: [String]
    }

    /// What may be put at the cursor, and what there is to choose from when that is not the whole word.
    struct Completion: Sendable, Hashable {
        var inserted: String
        var choices: [String]
    }

    private let current: @Sendable () -> (tools: [Tool], waiting: [String])

    private var tools: [Tool] { current().tools }
    /// The plugins that wait for approval.
    private var waiting: [String] { current().waiting }

    init(tools: [Tool], waiting: [String] = []) {
        current = { (tools, waiting) }
    }

    /// Completes for the tools that there are when a key is pressed.
    package init(registry: @escaping @Sendable () -> ToolRegistry) {
        current = {
            let registry = registry()
            let tools = registry.definitions.map { definition in
                let names = definition.inputSchema["properties"]?.object?.names.map(\.self) ?? []
                return Tool(name: definition.name, arguments: names)
            }
            return (
                tools,
                registry.plugins.filter { $0.refusal?.code == "plugin_not_approved" }.map(\.name)
            )
        }
    }

    /// - Parameter text: the line before the cursor.
    /// - Returns: nil when nothing fits.
    func complete(_ text: String) -> Completion? {
        guard text.hasPrefix("/") else { return nil }
        guard let space = text.firstIndex(of: " ") else {
            return complete(text, among: REPLCommand.Row.all.map(\.name), ending: " ")
        }
        if text[..<space] == "/approve" {
            return complete(String(text[space...].drop { $0 == " " }), among: waiting, ending: "")
        }
        guard text[..<space] == "/call" else { return nil }
        let rest = text[space...].drop { $0 == " " }
        guard let nameEnd = rest.firstIndex(where: { $0 == " " || $0 == "{" }) else {
            return complete(String(rest), among: tools.map(\.name), ending: " ")
        }
        guard let tool = tools.first(where: { $0.name == rest[..<nameEnd] }) else { return nil }
        return completeArgument(String(rest[nameEnd...]), of: tool)
    }

    /// Completes the name of a member that is being written, which is what follows `{` or `,` at the outer level.
    private func completeArgument(_ text: String, of tool: Tool) -> Completion? {
        let body = text.trimmed
        if body.isEmpty { return tool.arguments.isEmpty ? nil : Completion(inserted: "{\"", choices: []) }
        guard let start = MemberPosition(body).nameStart else { return nil }
        let written = body[start...]
        guard written.isEmpty || written.hasPrefix("\"") else { return nil }
        let names = tool.arguments.map { "\"\($0)\"" }
        return complete(String(written), among: names, ending: ": ")
    }

    private func complete(_ written: String, among names: [String], ending: String) -> Completion? {
        let fitting = names.filter { $0.hasPrefix(written) }
        guard let first = fitting.first else { return nil }
        if fitting.count == 1 {
            return Completion(inserted: first.dropFirst(written.count) + ending, choices: [])
        }
        let shared = fitting.dropFirst().reduce(first) { $0.commonPrefix(with: $1) }
        let inserted = String(shared.dropFirst(written.count))
        return Completion(inserted: inserted, choices: inserted.isEmpty ? fitting : [])
    }
}

/// Finds where in a half-written JSON object a member's name begins.
private struct MemberPosition {
    /// Nil when no name is being written at the outer level.
    private(set) var nameStart: String.Index?

    init(_ text: String) {
        var depth = 0
        var isInString = false
        var isEscaped = false
        for index in text.indices {
            let character = text[index]
            if isInString {
                if isEscaped {
                    isEscaped = false
                } else if character == "\\" {
                    isEscaped = true
                } else if character == "\"" {
                    isInString = false
                }
                continue
            }
            switch character {
            case "\"": isInString = true
            case "{", "[": depth += 1
            case "}", "]": depth -= 1
            default: break
            }
            let opensMember = depth == 1 && (character == "{" || character == ",")
            if opensMember {
                nameStart = text[text.index(after: index)...].firstIndex { $0 != " " } ?? text.endIndex
            } else if character == ":" || depth != 1 {
                nameStart = nil
            }
        }
    }
}

extension String {
    fileprivate func commonPrefix(with other: String) -> String {
        String(zip(self, other).prefix { $0 == $1 }.map(\.0))
    }
}
