// SPDX-License-Identifier: Apache-2.0

/// One event of an event stream.
public struct SSEEvent: Sendable, Hashable {
    /// The `event` field; nil when the stream named none, which stands for `message`.
    public var type: String?
    /// The `data` lines, joined by line feeds.
    public var data: [UInt8]
    /// The last `id` the stream has sent so far.
    public var id: String?
    /// Whether a blank line closed the event; false for what the end of the connection closed.
    public var isTerminated: Bool

    /// An event as a decoder or a test puts it together.
    public init(type: String? = nil, data: [UInt8], id: String? = nil, isTerminated: Bool = true) {
        self.type = type
        self.data = data
        self.id = id
        self.isTerminated = isTerminated
    }
}
