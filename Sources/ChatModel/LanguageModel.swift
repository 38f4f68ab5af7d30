// SPDX-License-Identifier: Apache-2.0

/// A model that answers chat requests: LM Studio's, any OpenAI-compatible server's, or the demo model.
public protocol LanguageModel: Sendable {
    /// Starts a streamed completion. Returns when the upstream has accepted the request.
    ///
    /// Cancelling the task, or letting go of the stream, drops the request.
    ///
    /// - Throws: `ModelError`, or `CancellationError`.
    func stream(_ request: ChatRequest) async throws -> ChatDeltaStream

    /// Asks for a completion in one piece.
    ///
    /// - Throws: `ModelError`, or `CancellationError`.
    func complete(_ request: ChatRequest) async throws -> ChatCompletion

    /// The models that the upstream offers, in its order.
    ///
    /// - Throws: `ModelError`, or `CancellationError`.
    func models() async throws -> [ModelDescription]

    /// Which upstream this is, for `/health` and messages.
    var upstream: UpstreamDescription { get }
}

/// A model that an upstream offers.
public struct ModelDescription: Sendable, Hashable {
    /// The name to ask for it by.
    public var id: String
    /// Who made it, where the upstream says.
    public var owner: String?
    /// Seconds since 1970, where the upstream says.
    public var created: Int?

    /// A model with what the upstream told of it.
    public init(id: String, owner: String? = nil, created: Int? = nil) {
        self.id = id
        self.owner = owner
        self.created = created
    }
}

/// Where answers come from.
public struct UpstreamDescription: Sendable, Hashable {
    /// `lmstudio`, `openai` or `demo`.
    public var kind: String
    /// The base URL without credentials; nil for a model inside the host.
    public var url: String?
    /// The model asked for when a request names none.
    public var model: String

    /// An upstream; the URL must be free of credentials.
    public init(kind: String, url: String?, model: String) {
        self.kind = kind
        self.url = url
        self.model = model
    }
}
