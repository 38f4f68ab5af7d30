// SPDX-License-Identifier: Apache-2.0

/// A completion in one piece, as the upstream gave it: text with whatever markup the model wrote.
public struct ChatCompletion: Sendable, Hashable {
    /// Id, model and time, as the upstream gave them.
    public var identity: ChatStreamIdentity
    /// What the model wrote, markup and all.
    public var content: String
    /// What the model thought aloud, where the upstream keeps it apart.
    public var reasoning: String?
    /// Native calls, arguments as the model's own text.
    public var toolCalls: [ChatToolCall]
    /// Why it ended, in the upstream's word.
    public var finishReason: FinishReason
    /// Tokens taken, where the upstream counts them.
    public var usage: TokenUsage?

    /// A completion as read from an upstream.
    public init(
        identity: ChatStreamIdentity, content: String, reasoning: String? = nil,
        toolCalls: [ChatToolCall] = [],
        finishReason: FinishReason, usage: TokenUsage? = nil
    ) {
        self.identity = identity
        self.content = content
        self.reasoning = reasoning
        self.toolCalls = toolCalls
        self.finishReason = finishReason
        self.usage = usage
    }
}
