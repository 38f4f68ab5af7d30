// SPDX-License-Identifier: Apache-2.0

public import OpenAICoding

/// How much of a model server's answer the client holds.
public struct LMStudioLimits: Sendable, Hashable {
    /// The longest body that comes in one piece, in bytes.
    ///
    /// Default 64 MiB, as much as the JSON reader takes.
    public var bodyBytes: Int
    /// How much of an error's body is kept, in bytes.
    ///
    /// Default 4 KiB: enough for a sentence and a stack's top.
    public var errorBodyBytes: Int
    /// How far a stream is read ahead of its reader, in bytes.
    ///
    /// Default 64 KiB, about one socket buffer: more would only hide that nobody reads.
    public var readAheadBytes: Int
    /// The limits on the lines and events of a stream.
    public var events: SSELimits

    /// The limits, each with its default.
    public init(
        bodyBytes: Int = 64 << 20, errorBodyBytes: Int = 4 << 10, readAheadBytes: Int = 64 << 10,
        events: SSELimits = SSELimits()
    ) {
        self.bodyBytes = bodyBytes
        self.errorBodyBytes = errorBodyBytes
        self.readAheadBytes = readAheadBytes
        self.events = events
    }
}
