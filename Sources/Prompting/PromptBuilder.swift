// SPDX-License-Identifier: Apache-2.0

public import ChatModel
public import ToolModel

/// Puts tools, and what became of earlier calls, before a model in the dialect that it speaks.
///
/// Equal input gives equal bytes, so that an upstream's prompt cache holds from turn to turn.
public struct PromptBuilder: Sendable {
    private let dialect: (any PromptDialect.Type)?

    /// Teaches and renders in `format`; `native` and `auto` leave that to the upstream's own template.
    public init(format: ToolCallFormat) {
        switch format {
        case .native, .auto: dialect = nil
        case .action: dialect = ActionPrompt.self
        case .hermes: dialect = HermesPrompt.self
        default: dialect = nil
        }
    }

    /// The request as the model is to get it.
    ///
    /// In a taught dialect the tools stand in one system message after the caller's own system text, and
    /// earlier calls and results are text as the model would have written and read it.
    ///
    /// - Complexity: O(size of the messages and the tools).
    public func build(_ request: ChatRequest, tools: [ToolDefinition]) -> ChatRequest {
        var built = request
        guard let dialect else {
            built.tools = tools
            return built
        }
        built.tools = []
        built.toolChoice = nil
        let offered = request.toolChoice == ToolChoice.none ? [] : tools
        let transcript = TranscriptRenderer(dialect: dialect).render(request.messages)
        built.messages = Self.opening(
            of: transcript, instructions: dialect.instructions(for: offered, choice: request.toolChoice))
        return built
    }

    /// The messages with the caller's leading system texts and the instructions in one system message.
    private static func opening(of messages: [ChatMessage], instructions: String?) -> [ChatMessage] {
        guard let instructions else { return messages }
        let leading = messages.prefix { $0.role == .system || $0.role == .developer }
        let texts = leading.map(\.content.text).filter { !$0.isEmpty } + [instructions]
        var system = leading.first ?? ChatMessage(role: .system, text: "")
        system.role = .system
        system.content = .text(texts.joined(separator: "\n\n"))
        return [system] + messages.dropFirst(leading.count)
    }
}
