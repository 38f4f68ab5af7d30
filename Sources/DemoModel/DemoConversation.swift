// SPDX-License-Identifier: Apache-2.0

import ChatModel
import JSON
import ToolModel

/// A request as the demo model sees it: what is asked, with which tools, and what has come back so far.
struct DemoConversation: Sendable {
    /// A tool's answer.
    struct Outcome: Sendable, Equatable {
        var tool: String?
        var text: String
    }

    /// The last message that a person wrote.
    private(set) var question = ""
    /// The results since then, in order.
    private(set) var outcomes: [Outcome] = []
    /// The tools' names as the request gives them.
    private(set) var toolNames: [String]
    /// The dialect that the system prompt teaches; nil when it teaches none.
    private(set) var taught: ToolCallFormat?
    /// How many calls the transcript holds, so that ids go on from there.
    private(set) var callCount = 0

    init(_ request: ChatRequest) {
        toolNames = request.tools.map(\.name)
        var names: [String: String] = [:]
        for message in request.messages {
            callCount += message.toolCalls.count
            for call in message.toolCalls { names[call.id] = call.name }
            switch message.role {
            case .system, .developer:
                learn(from: message.content.text)
            case .user:
                let results = Self.results(in: message.content.text)
                if results.isEmpty {
                    question = message.content.text
                    outcomes = []
                } else {
                    outcomes += results
                }
            case .tool:
                let tool = message.toolCallID.flatMap { names[$0] } ?? message.name
                outcomes.append(Outcome(tool: tool, text: message.content.text))
            case .assistant:
                break
            }
        }
        if request.toolChoice == ToolChoice.none { toolNames = [] }
    }

    /// The name under which the request offers a tool: its own, or its snake_case form; nil when it does not.
    func offeredName(of tool: String) -> String? {
        if toolNames.contains(tool) { return tool }
        let snake = ToolName.snakeCase(tool)
        return toolNames.contains(snake) ? snake : nil
    }

    // MARK: - Taught dialects

    /// Finds the tools in a prompt of the `action` or the Hermes kind.
    private mutating func learn(from text: String) {
        if text.contains("<tool_call>") {
            taught = .hermes
            for line in text.split(separator: "\n") where line.first == "{" {
                // Lines that are no JSON are prose.
                guard let entry = try? JSONValue(parsing: String(line)) else { continue }
                if let name = entry["function"]?["name"]?.string ?? entry["name"]?.string {
                    toolNames.append(name)
                }
            }
        } else if text.contains("\"action\"") {
            taught = .action
            for line in text.split(separator: "\n") where line.hasPrefix("- ") {
                let name = line.dropFirst(2).prefix { $0 != ":" && $0 != "(" }
                if ToolName.isValid(String(name)) { toolNames.append(String(name)) }
            }
        }
    }

    /// The results that a user message carries in a taught dialect; empty when it is a person's own.
    private static func results(in text: String) -> [Outcome] {
        let trimmed = text.drop(while: \.isWhitespace)
        if trimmed.hasPrefix("<tool_response>") { return responses(in: trimmed) }
        guard trimmed.hasPrefix("Result of ") else { return [] }
        var outcomes: [Outcome] = []
        for line in trimmed.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("Result of "), line.hasSuffix(":") {
                let name = line.dropFirst("Result of ".count).dropLast()
                outcomes.append(Outcome(tool: name == "the tool" ? nil : String(name), text: ""))
            } else if let last = outcomes.indices.last {
                outcomes[last].text += (outcomes[last].text.isEmpty ? "" : "\n") + line
            }
        }
        return outcomes
    }

    private static func responses(in text: Substring) -> [Outcome] {
        var outcomes: [Outcome] = []
        var lines: [Substring] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            switch line {
            case "<tool_response>": lines = []
            case "</tool_response>":
                let body = lines.joined(separator: "\n")
                // A body that is not JSON is the result's own text.
                let value = try? JSONValue(parsing: body)
                let content = value?["content"].map { $0.string ?? $0.jsonText() }
                outcomes.append(Outcome(tool: value?["name"]?.string, text: content ?? body))
            default: lines.append(line)
            }
        }
        return outcomes
    }
}
