// SPDX-License-Identifier: Apache-2.0

/// One streamed piece from an upstream, as its protocol names it and before any parsing of its text.
public enum ChatDelta: Sendable, Hashable {
    /// The stream's identity; sent once, before anything else, where the upstream gives one.
    case start(ChatStreamIdentity)
    case reasoning(String)
    /// Visible text, which may hold tool calls in whatever dialect the model speaks.
    case content(String)
    case toolCall(ToolCallDelta)
    case finish(FinishReason)
    case usage(TokenUsage)
    /// The upstream reported an error inside the stream; nothing follows.
    case failure(UpstreamFailure)
}

/// The fields that all chunks of a completion share.
public struct ChatStreamIdentity: Sendable, Hashable {
    /// The completion's id.
    public var id: String
    /// The model that answers, by the upstream's name for it.
    public var model: String
    /// Seconds since 1970.
    public var created: Int

    /// An identity as the first chunk gives it.
    public init(id: String, model: String, created: Int) {
        self.id = id
        self.model = model
        self.created = created
    }
}

/// A fragment of a native tool call.
///
/// Every field may be missing or wrong in its own way; see the deviations
/// that `ToolCallParsing` puts in order.
public struct ToolCallDelta: Sendable, Hashable {
    /// Which call of the message; missing, constant or growing, depending on the server.
    public var index: Int?
    /// Missing, empty, repeated or in the first fragment only.
    public var id: String?
    /// Whole, repeated, empty or in pieces.
    public var name: String?
    /// A piece of the arguments' JSON text.
    public var arguments: String?

    /// A fragment with the fields that were there.
    public init(index: Int? = nil, id: String? = nil, name: String? = nil, arguments: String? = nil) {
        self.index = index
        self.id = id
        self.name = name
        self.arguments = arguments
    }
}

/// An error that an upstream reported in its stream or as its answer.
public struct UpstreamFailure: Sendable, Hashable {
    /// One sentence, bounded in length.
    public var message: String
    /// `upstream_error`, `upstream_truncated`, `upstream_timeout` …, as the table of error codes lists them.
    public var code: String

    /// A failure; the message must be free of internals.
    public init(message: String, code: String) {
        self.message = message
        self.code = code
    }
}
