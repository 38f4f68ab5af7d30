// SPDX-License-Identifier: Apache-2.0

public import JSON

/// One message of a conversation, with the roles and parts of OpenAI's chat completions.
public struct ChatMessage: Sendable, Hashable {
    /// Who speaks.
    public enum Role: String, Sendable, Hashable, CaseIterable {
        case system
        case developer
        case user
        case assistant
        /// A tool's result, bound to a call by `toolCallID`.
        case tool
    }

    /// Who speaks.
    public var role: Role
    /// What is said.
    public var content: ChatContent
    /// The speaker's name, where the caller gave one.
    public var name: String?
    /// What the assistant thought aloud, where the client sends it back.
    public var reasoning: String?
    /// The calls that the assistant made in this message.
    public var toolCalls: [ChatToolCall]
    /// Which call this message answers; for role `tool`.
    public var toolCallID: String?

    /// A message with all that it may carry.
    public init(
        role: Role, content: ChatContent, name: String? = nil, reasoning: String? = nil,
        toolCalls: [ChatToolCall] = [], toolCallID: String? = nil
    ) {
        self.role = role
        self.content = content
        self.name = name
        self.reasoning = reasoning
        self.toolCalls = toolCalls
        self.toolCallID = toolCallID
    }

    /// A message of plain text.
    public init(role: Role, text: String) {
        self.init(role: role, content: .text(text))
    }
}

/// A message's content: plain text, or parts of which some may not be text.
public enum ChatContent: Sendable, Hashable {
    case text(String)
    case parts([ChatContentPart])

    /// All text in it, parts joined without a separator.
    public var text: String {
        switch self {
        case .text(let text): text
        case .parts(let parts): parts.compactMap(\.text).joined()
        }
    }

    /// There is neither text nor any part.
    public var isEmpty: Bool {
        switch self {
        case .text(let text): text.isEmpty
        case .parts(let parts): parts.isEmpty
        }
    }
}

/// One part of a message's content.
public enum ChatContentPart: Sendable, Hashable {
    case text(String)
    /// An image, a sound or a file, passed to the upstream as the caller wrote it.
    case other(JSONObject)

    /// The text of a text part; nil for any other.
    public var text: String? {
        if case .text(let text) = self { text } else { nil }
    }
}

/// A call as a message of a conversation carries it: the arguments are the model's own text.
public struct ChatToolCall: Sendable, Hashable {
    /// The id that the result refers to.
    public var id: String
    /// The tool's name.
    public var name: String
    /// JSON text, kept to the byte so that prompt caches and templates see what the model wrote.
    public var arguments: String

    /// A call as it stands in a message.
    public init(id: String, name: String, arguments: String) {
        self.id = id
        self.name = name
        self.arguments = arguments
    }
}
