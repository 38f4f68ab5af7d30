// SPDX-License-Identifier: Apache-2.0

import ChatModel
import JSON
import ToolModel

/// One way to teach tools by text, and to write calls and results as that way has it.
protocol PromptDialect: Sendable {
    /// What the model is told; nil when there is no tool to tell of.
    static func instructions(for tools: [ToolDefinition], choice: ToolChoice?) -> String?

    /// A call as the model would have written it.
    static func text(of call: RenderedCall) -> String

    /// The calls of one message as the model would have written them; at least one.
    static func text(of calls: [RenderedCall]) -> String

    /// A result as the model is to read it.
    static func text(of result: RenderedResult) -> String
}

/// A call of an earlier message.
struct RenderedCall: Sendable {
    let name: String
    /// JSON text of an object, as the model wrote it.
    let arguments: String
    /// The same, read; empty when it cannot be.
    let members: JSONObject
    /// The tool's input schema, for dialects whose spelling depends on it; nil when the tool is not offered.
    let inputSchema: JSONValue?
}

/// A result of an earlier call.
struct RenderedResult: Sendable {
    /// The tool's name; nil when the call that it answers is not among the messages.
    let name: String?
    let text: String
}

extension PromptDialect {
    static func text(of calls: [RenderedCall]) -> String {
        calls.map { text(of: $0) }.joined(separator: "\n")
    }

    static func text(of result: RenderedResult) -> String {
        "Result of \(result.name ?? "the tool"):\n\(result.text)"
    }

    /// The sentence that makes a caller's `tool_choice` known to a model that cannot be forced.
    static func sentence(for choice: ToolChoice?) -> String? {
        switch choice {
        case .required: "Your next reply must call at least one tool."
        case .tool(let name): "Your next reply must call the tool \"\(name)\"."
        case .auto, .none?, nil: nil
        }
    }

    /// The same as the end of a paragraph.
    static func ending(for choice: ToolChoice?) -> String {
        sentence(for: choice).map { " \($0)" } ?? ""
    }

    /// When to call at all; the same in every dialect.
    static var occasion: String {
        """
        You can call tools where the request needs something that you cannot know or do yourself. Answer everything \
        else in plain text, and never make up a tool's result.
        """
    }

    /// The tools as OpenAI describes them, one JSON text a line.
    static func descriptions(of tools: [ToolDefinition]) -> String {
        let lines = tools.map { tool in
            let function: JSONObject = [
                "name": .string(tool.name),
                "description": .string(tool.description),
                "parameters": tool.inputSchema,
            ]
            return JSONValue.object(["type": "function", "function": .object(function)]).jsonText()
        }
        return lines.joined(separator: "\n")
    }
}
