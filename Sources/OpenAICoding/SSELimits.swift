// SPDX-License-Identifier: Apache-2.0

/// How much an event stream may make its reader hold.
public struct SSELimits: Sendable, Hashable {
    /// Which of the limits a stream went over.
    public enum Name: String, Sendable, Hashable, CaseIterable {
        case lineBytes
        case eventBytes
    }

    /// The longest line, in bytes.
    ///
    /// Default 16 MiB: servers that answer a streaming request with a whole completion put all of it on one
    /// line.
    public var lineBytes: Int
    /// The most data that one event may carry over all its lines, in bytes.
    ///
    /// Default 16 MiB, as one line may.
    public var eventBytes: Int

    /// The limits, each with its default.
    public init(lineBytes: Int = 16 << 20, eventBytes: Int = 16 << 20) {
        self.lineBytes = lineBytes
        self.eventBytes = eventBytes
    }
}
