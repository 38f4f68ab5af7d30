// SPDX-License-Identifier: Apache-2.0

import ChatModel
import JSON
import OpenAICoding

/// Turns the body of an answer to a streaming request into deltas, whether it came as events or in one piece.
struct AnswerDecoder {
    /// What the body turned out to be.
    enum Shape {
        /// Nothing but white space has come.
        case undecided
        case events
        /// A JSON body, or something that is no completion at all.
        case whole
    }

    private(set) var shape = Shape.undecided
    /// The body of a whole answer so far.
    private(set) var body: [UInt8] = []
    private let contentType: String
    private let limits: LMStudioLimits
    private var stream: ChatStreamDecoder
    private var isTooLong = false

    init(contentType: String, limits: LMStudioLimits) {
        self.contentType = contentType.lowercased()
        self.limits = limits
        stream = ChatStreamDecoder(limits: limits.events)
    }

    /// Whether the answer says that it is a stream of events.
    var claimsEvents: Bool { contentType.hasPrefix("text/event-stream") }

    /// The model's answer is over, whatever the connection still brings.
    var isOver: Bool { stream.isDone || stream.hasFailed || isTooLong }

    /// `[DONE]` has come, so that the rest of the body is a formality.
    var isDone: Bool { stream.isDone }

    mutating func feed(_ bytes: Span<UInt8>, into deltas: inout [ChatDelta]) {
        let start = shape == .undecided ? decide(bytes) : 0
        switch shape {
        // Blank lines and a mark at the start are the event decoder's to judge, should they be followed by events.
        case .undecided, .events: feed(events: bytes, into: &deltas)
        case .whole: hold(bytes.extracting(start...), into: &deltas)
        }
    }

    /// Ends the body.
    ///
    /// - Parameters:
    ///   - failure: what broke the connection; nil when the body came to its end.
    ///   - deltas: where the last deltas go, at most one failure among them.
    mutating func finish(_ failure: UpstreamFailure?, into deltas: inout [ChatDelta]) {
        guard !isOver else { return }
        switch shape {
        case .whole where failure == nil:
            return finishWhole(into: &deltas)
        case .events: stream.finish(into: &deltas)
        case .whole, .undecided: break
        }
        guard !isOver else { return }
        if let failure {
            deltas.append(.failure(failure))
        } else if !stream.hasFinishReason {
            deltas.append(.failure(Self.truncation))
        }
    }

    private static let truncation = UpstreamFailure(
        message: "The model server's answer ended without a finish reason.", code: "upstream_truncated")

    /// Events when the first line can be one and nothing says otherwise: a JSON body has its own first bytes.
    ///
    /// Returns where the first byte is that is not filler.
    private mutating func decide(_ bytes: Span<UInt8>) -> Int {
        var index = 0
        while index < bytes.count, Self.isFiller(bytes[index]) { index += 1 }
        guard index < bytes.count else { return index }
        switch bytes[index] {
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            shape = .whole
        case UInt8(ascii: ":"), UInt8(ascii: "d"), UInt8(ascii: "e"), UInt8(ascii: "i"), UInt8(ascii: "r"):
            let isOther = contentType.hasPrefix("application/json") || contentType.hasPrefix("text/html")
            shape = isOther ? .whole : .events
        default:
            shape = claimsEvents ? .events : .whole
        }
        return index
    }

    /// White space and the bytes of a byte order mark.
    private static func isFiller(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x20, 0x09, 0x0A, 0x0D, 0xEF, 0xBB, 0xBF: true
        default: false
        }
    }

    private mutating func feed(events bytes: Span<UInt8>, into deltas: inout [ChatDelta]) {
        stream.feed(bytes, into: &deltas)
        guard let limit = stream.exceededLimit, !isOver else { return }
        let bytes = limit == .lineBytes ? limits.events.lineBytes : limits.events.eventBytes
        tooLong("an event over \(limit.rawValue) (\(bytes) bytes)", into: &deltas)
    }

    private mutating func hold(_ bytes: Span<UInt8>, into deltas: inout [ChatDelta]) {
        guard !isTooLong else { return }
        guard body.count + bytes.count <= limits.bodyBytes else {
            body = []
            return tooLong("a body over bodyBytes (\(limits.bodyBytes) bytes)", into: &deltas)
        }
        body.append(addingCapacity: bytes.count) { target in
            for index in 0..<bytes.count { target.append(bytes[index]) }
        }
    }

    private mutating func tooLong(_ what: String, into deltas: inout [ChatDelta]) {
        isTooLong = true
        stream.finish(into: &deltas)
        let message = "The model server sent \(what)."
        deltas.append(.failure(UpstreamFailure(message: message, code: "upstream_error")))
    }

    private mutating func finishWhole(into deltas: inout [ChatDelta]) {
        guard let value = try? UpstreamJSON.value(of: body), value["choices"]?.array != nil else {
            // Why it is no completion matters less than that; an error object says its own reason.
            return finishRefusal(into: &deltas)
        }
        var completion = ChatDeltaDecoder()
        completion.feed(value, into: &deltas)
        completion.finish(into: &deltas)
    }

    private mutating func finishRefusal(into deltas: inout [ChatDelta]) {
        if let value = try? UpstreamJSON.value(of: body), let error = OpenAIError(openAI: value) {
            // A body that is no JSON has no error object either.
            deltas.append(.failure(UpstreamFailure(error)))
        } else {
            let message = "The model server's answer is neither a stream of events nor a completion."
            deltas.append(.failure(UpstreamFailure(message: message, code: "upstream_error")))
        }
        isTooLong = true
    }
}
