// SPDX-License-Identifier: Apache-2.0

public import ChatModel
public import ToolModel

/// Puts tools, and what became of earlier calls, before a model in the dialect that it speaks.
///
/// Equal input gives equal bytes, so that an upstream's prompt cache holds from turn to turn.
public struct PromptBuilder: Sendable {
    private let dialect: (any PromptDialect.Type)?

    private static let dialects: [ToolCallFormat: any PromptDialect.Type] = [
        .action: ActionPrompt.self, .hermes: HermesPrompt.self, .lmStudio: LMStudioPrompt.self,
        .qwen3Coder: QwenCoderPrompt.self, .pythonic: PythonicPrompt.self, .mistral: MistralPrompt.self,
        .llama3JSON: LlamaPrompt.self, .harmony: HarmonyPrompt.self,
    ]

    /// The formats that can be taught by text.
    public static let taughtFormats = ToolCallFormat.allCases.filter { dialects[$0] != nil }

    /// Teaches and renders in `format`; one that is not taught by text is left to the upstream's own template.
    public init(format: ToolCallFormat) {
        dialect = Self.dialects[format]
    }

    /// Calls as a model would write them; nil for a format that is not taught by text, or without calls.
    ///
    /// - Parameters:
    ///   - calls: the calls of one message.
    ///   - tools: the tools that they are of; the spelling of some dialects depends on their schemas.
    /// - Returns: the text of the message.
    public func text(of calls: [ChatToolCall], tools: [ToolDefinition]) -> String? {
        guard let dialect, !calls.isEmpty else { return nil }
        return TranscriptRenderer(dialect: dialect, tools: tools).text(of: calls)
    }

    /// The request as the model is to get it.
    ///
    /// Tools that the upstream presents have their schemas rewritten as `UpstreamSchema` says; a taught dialect shows them
    /// as their authors wrote them, since no compiler reads them there.
    ///
    /// In a taught dialect the tools stand in one system message after the caller's own system text, and
    /// earlier calls and results are text as the model would have written and read it.
    ///
    /// - Complexity: O(size of the messages and the tools).
    public func build(_ request: ChatRequest, tools: [ToolDefinition]) -> ChatRequest {
        var built = request
        guard let dialect else {
            built.tools = tools.map(\.shownUpstream)
            return built
        }
        built.tools = []
        built.toolChoice = nil
        let offered = request.toolChoice == ToolChoice.none ? [] : tools
        let transcript = TranscriptRenderer(dialect: dialect, tools: tools).render(request.messages)
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
