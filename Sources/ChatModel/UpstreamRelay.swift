// SPDX-License-Identifier: Apache-2.0

/// A model server that has more to offer than chats, handed through as it is.
public protocol UpstreamRelay: LanguageModel {
    /// Sends a body to an endpoint and returns once the server has accepted it.
    ///
    /// Cancelling the task, or letting go of the answer, drops the request.
    ///
    /// - Parameters:
    ///   - body: JSON, sent byte for byte.
    ///   - endpoint: where to.
    /// - Returns: the answer, its body still to be read.
    /// - Throws: `ModelError`, or `CancellationError`.
    func relay(_ body: [UInt8], to endpoint: RelayedEndpoint) async throws -> RelayedAnswer
}

/// An endpoint of OpenAI's API that is handed through.
public enum RelayedEndpoint: String, Sendable, Hashable, CaseIterable {
    case embeddings
    case completions
    case responses
}

/// An answer that is handed through while it comes in; to be read by one reader.
public struct RelayedAnswer {
    /// The media type, as the server gave it; empty where it gave none.
    public let contentType: String
    private let nextBytes: () async throws -> [UInt8]?

    /// - Parameters:
    ///   - contentType: the media type, as the server gave it.
    ///   - nextBytes: waits for the next bytes of the body; nil at its end. Throws `ModelError` when it breaks off.
    public init(contentType: String, nextBytes: @escaping () async throws -> [UInt8]?) {
        self.contentType = contentType
        self.nextBytes = nextBytes
    }

    /// Waits for more of the body: all that has come, at least one byte; nil at the end.
    ///
    /// - Throws: `ModelError` when the body breaks off, or `CancellationError`.
    public func next() async throws -> [UInt8]? {
        try await nextBytes()
    }
}
