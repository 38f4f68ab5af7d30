// SPDX-License-Identifier: Apache-2.0

/// Where the model server is and how long the client waits for it.
public struct LMStudioSettings: Sendable, Hashable {
    /// The servers, tried in this order; after a failure the client stays with the first that answered.
    public var urls: [UpstreamURL]
    /// The model asked for when a request names none.
    public var model: String
    /// Sent as a bearer token where there is one.
    public var apiKey: String?
    /// What kind of server this is said to be in `UpstreamDescription`: `lmstudio` or `openai`.
    public var kind: String
    /// How long a connection may take to come about.
    ///
    /// `LM_STUDIO_CONNECT_TIMEOUT`.
    public var connectTimeout: Duration
    /// How long the server may take to the first byte of its answer: loading the model and reading the prompt
    /// happen in this time.
    ///
    /// `LM_STUDIO_FIRST_BYTE_TIMEOUT`.
    public var firstByteTimeout: Duration
    /// How long the server may be silent within its answer.
    ///
    /// `LM_STUDIO_TIMEOUT`.
    public var silenceTimeout: Duration
    /// When and how often a request is sent again.
    public var retry: RetryPolicy
    /// How much of an answer is held.
    public var limits: LMStudioLimits

    /// Settings for these servers, all else with its default.
    public init(
        urls: [UpstreamURL], model: String = "qwen/qwen3-coder-30b", apiKey: String? = nil,
        kind: String = "lmstudio",
        connectTimeout: Duration = .seconds(5), firstByteTimeout: Duration = .seconds(300),
        silenceTimeout: Duration = .seconds(60), retry: RetryPolicy = RetryPolicy(),
        limits: LMStudioLimits = LMStudioLimits()
    ) {
        self.urls = urls
        self.model = model
        self.apiKey = apiKey
        self.kind = kind
        self.connectTimeout = connectTimeout
        self.firstByteTimeout = firstByteTimeout
        self.silenceTimeout = silenceTimeout
        self.retry = retry
        self.limits = limits
    }
}
