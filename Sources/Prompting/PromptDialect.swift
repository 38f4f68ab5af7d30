// SPDX-License-Identifier: Apache-2.0

import ChatModel
import ToolModel

/// One way to teach tools by text, and to write calls and results as that way has it.
protocol PromptDialect: Sendable {
    /// What the model is told; nil when there is no tool to tell of.
    static func instructions(for tools: [ToolDefinition], choice: ToolChoice?) -> String?

    /// A call as the model would have written it.
    static func text(of call: RenderedCall) -> String

    /// A result as the model is to read it.
    static func text(of result: RenderedResult) -> String
}

/// A call of an earlier message.
struct RenderedCall: Sendable {
    let name: String
    /// JSON text of an object, as the model wrote it.
    let arguments: String
}

/// A result of an earlier call.
struct RenderedResult: Sendable {
    /// The tool's name; nil when the call that it answers is not among the messages.
    let name: String?
    let text: String
}

extension PromptDialect {
    /// The sentence that makes a caller's `tool_choice` known to a model that cannot be forced.
    static func sentence(for choice: ToolChoice?) -> String? {
        switch choice {
        case .required: "Your next reply must call at least one tool."
        case .tool(let name): "Your next reply must call the tool \"\(name)\"."
        case .auto, .none?, nil: nil
        }
    }
}
