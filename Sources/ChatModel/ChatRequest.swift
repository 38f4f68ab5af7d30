// SPDX-License-Identifier: Apache-2.0

public import JSON
public import ToolModel

/// What a language model is asked.
public struct ChatRequest: Sendable, Hashable {
    /// The model's name at the upstream; nil takes the client's default.
    public var model: String?
    /// The conversation so far, oldest first.
    public var messages: [ChatMessage]
    /// Tools put before the model natively, in stable order; empty when a prompt teaches them.
    public var tools: [ToolDefinition]
    /// Nil leaves the choice to the upstream's default.
    public var toolChoice: ToolChoice?
    /// Parameters passed on unchanged, such as `temperature`, `max_tokens` or `seed`.
    public var parameters: JSONObject
    /// `messages`, `tools` and `tool_choice` as the caller wrote them, sent in place of what the fields here
    /// would be written as: they may hold more than these fields do.
    ///
    /// Empty unless the caller speaks the upstream's own language; to be emptied when the fields are changed.
    public var verbatim: JSONObject

    /// A request; what is left out is the upstream's to decide.
    public init(
        model: String? = nil, messages: [ChatMessage], tools: [ToolDefinition] = [],
        toolChoice: ToolChoice? = nil,
        parameters: JSONObject = [:], verbatim: JSONObject = [:]
    ) {
        self.model = model
        self.messages = messages
        self.tools = tools
        self.toolChoice = toolChoice
        self.parameters = parameters
        self.verbatim = verbatim
    }
}

/// Whether and which tool the model is to call.
public enum ToolChoice: Sendable, Hashable {
    case none
    case auto
    case required
    case tool(String)
}
