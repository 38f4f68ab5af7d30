// SPDX-License-Identifier: Apache-2.0

import ChatModel
import JSON
import ToolModel

/// Rewrites earlier calls and results as text of a dialect.
struct TranscriptRenderer: Sendable {
    private let dialect: any PromptDialect.Type
    private let schemas: [String: JSONValue]

    /// - Parameters:
    ///   - dialect: how calls and results are written.
    ///   - tools: the tools whose calls they may be.
    init(dialect: any PromptDialect.Type, tools: [ToolDefinition]) {
        self.dialect = dialect
        schemas = Dictionary(tools.map { ($0.name, $0.inputSchema) }) { first, _ in first }
    }

    func render(_ messages: [ChatMessage]) -> [ChatMessage] {
        var names: [String: String] = [:]
        var rendered: [ChatMessage] = []
        var hasOpenResults = false
        for message in messages {
            for call in message.toolCalls { names[call.id] = call.name }
            guard message.role == .tool else {
                rendered.append(message.toolCalls.isEmpty ? message : calling(message))
                hasOpenResults = false
                continue
            }
            let result = RenderedResult(
                name: message.toolCallID.flatMap { names[$0] } ?? message.name, text: message.content.text)
            let text = dialect.text(of: result)
            // Many templates demand that user and assistant take turns: neighbouring results are one message.
            if hasOpenResults, let last = rendered.indices.last {
                rendered[last].content = .text("\(rendered[last].content.text)\n\(text)")
            } else {
                rendered.append(ChatMessage(role: .user, text: text))
                hasOpenResults = true
            }
        }
        return rendered
    }

    private func calling(_ message: ChatMessage) -> ChatMessage {
        var message = message
        let calls = text(of: message.toolCalls)
        let text = message.content.text
        message.content = .text(text.isEmpty ? calls : "\(text)\n\(calls)")
        message.toolCalls = []
        return message
    }

    /// The calls of one message.
    func text(of calls: [ChatToolCall]) -> String {
        dialect.text(
            of: calls.map { call in
                let arguments = Self.object(call.arguments)
                // It was read above, or written here.
                let members = (try? JSONValue(parsing: arguments))?.object ?? [:]
                return RenderedCall(
                    name: call.name, arguments: arguments, members: members, inputSchema: schemas[call.name])
            })
    }

    /// The arguments' own text where it is a JSON object; otherwise the nearest thing that is JSON, so that
    /// one broken call does not break the whole transcript.
    private static func object(_ arguments: String) -> String {
        // Why it is not JSON does not matter here: the text is quoted instead.
        guard let value = try? JSONValue(parsing: arguments) else {
            let isBlank = arguments.utf8.allSatisfy { $0 <= 0x20 }
            return isBlank ? "{}" : JSONValue.object(["text": .string(arguments)]).jsonText()
        }
        switch value {
        case .object: return arguments
        case .null: return "{}"
        default: return JSONValue.object(["value": value]).jsonText()
        }
    }
}
