// SPDX-License-Identifier: Apache-2.0

public import ChatModel

/// Reads the body of a streamed chat completion: bytes in any cut in, deltas out.
///
/// It is `SSEDecoder` and `ChatDeltaDecoder` in one pass, in which an event that lies whole within a read is
/// decoded where it lies.
public struct ChatStreamDecoder: Sendable {
    private var events: SSEDecoder
    private var chunks = ChatDeltaDecoder()

    /// A decoder for one stream, from its first byte.
    public init(limits: SSELimits = SSELimits()) {
        events = SSEDecoder(limits: limits)
    }

    /// `[DONE]` has come; all that follows is ignored.
    public var isDone: Bool { chunks.isDone }
    /// A finish reason has come.
    public var hasFinishReason: Bool { chunks.hasFinishReason }
    /// The upstream reported an error, or sent what cannot be read; all that follows is ignored.
    public var hasFailed: Bool { chunks.hasFailed }
    /// The limit that the stream went over; once set, nothing more is delivered.
    public var exceededLimit: SSELimits.Name? { events.exceededLimit }

    /// Takes the bytes of one read and appends what they say.
    public mutating func feed(_ bytes: Span<UInt8>, into deltas: inout [ChatDelta]) {
        var index = 0
        while true {
            let reach = min(bytes.count, index + events.plainEventBytes)
            if let count = chunks.feed(likeTheLast: bytes.extracting(index..<reach), into: &deltas) {
                index += count
                continue
            }
            guard let payload = events.next(in: bytes, at: &index) else { return }
            switch payload {
            case .inRead(let range): chunks.feed(data: bytes.extracting(range), into: &deltas)
            case .held:
                let data = events.held
                chunks.feed(data: data.span, into: &deltas)
            }
        }
    }

    /// Ends the stream: an event without its blank line counts, half a character becomes U+FFFD.
    public mutating func finish(into deltas: inout [ChatDelta]) {
        if events.hasUnterminatedEvent() {
            let data = events.held
            chunks.feed(data: data.span, isTerminated: false, into: &deltas)
        }
        chunks.finish(into: &deltas)
    }
}
