// SPDX-License-Identifier: Apache-2.0

import ChatModel
import JSON
import OpenAICoding
import ToolCallParsing

/// Reads a model's output, raw or as server-sent events, in any cut.
struct OutputReader {
    /// What the first line showed the input to be.
    private enum Shape {
        case unknown([UInt8])
        case text
        case events(SSEDecoder, ChatDeltaDecoder)
    }

    /// What a stream of server-sent events begins with.
    private static let eventPrefixes = ["data:", "event:", ":"].map { Array($0.utf8) }
    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    private var parser: ToolCallParser
    private var shape = Shape.unknown([])

    init(parser: ToolCallParser) {
        self.parser = parser
    }

    /// The events that these bytes make certain.
    mutating func feed(_ bytes: [UInt8]) -> [ChatEvent] {
        var events: [ChatEvent] = []
        take(bytes, into: &events)
        return events
    }

    /// The events that the end of the input makes certain, with `done` at the end.
    ///
    /// Raw text ends with `stop`.
    mutating func finish() -> [ChatEvent] {
        var events: [ChatEvent] = []
        if case .unknown(let start) = shape { settle(start, isWhole: true, into: &events) }
        switch shape {
        case .unknown, .text:
            parser.feed(.finish(.stop), into: &events)
        case .events(var decoder, var deltas):
            var received: [SSEEvent] = []
            decoder.finish(into: &received)
            parse(received, decoder, &deltas, into: &events)
            var last: [ChatDelta] = []
            deltas.finish(into: &last)
            for delta in last { parser.feed(delta, into: &events) }
        }
        parser.finish(into: &events)
        return events
    }

    private mutating func take(_ bytes: [UInt8], into events: inout [ChatEvent]) {
        switch shape {
        case .unknown(let start):
            settle(start + bytes, isWhole: false, into: &events)
        case .text:
            parser.feed(text: bytes.span, into: &events)
        case .events(var decoder, var deltas):
            // The decoders are held once, so that feeding them copies nothing.
            shape = .text
            var received: [SSEEvent] = []
            decoder.feed(bytes.span, into: &received)
            parse(received, decoder, &deltas, into: &events)
            shape = .events(decoder, deltas)
        }
    }

    /// Decides by the first bytes, when there are enough of them.
    private mutating func settle(_ start: [UInt8], isWhole: Bool, into events: inout [ChatEvent]) {
        let hasMark = start.starts(with: Self.byteOrderMark)
        let line = hasMark ? start.dropFirst(Self.byteOrderMark.count) : start[...]
        if Self.eventPrefixes.contains(where: { line.starts(with: $0) }) {
            shape = .events(SSEDecoder(), ChatDeltaDecoder())
        } else if !isWhole, Self.mayBecomeEvents(start) || Self.mayBecomeEvents(Array(line)) {
            shape = .unknown(start)
            return
        } else {
            shape = .text
        }
        take(start, into: &events)
    }

    private static func mayBecomeEvents(_ start: [UInt8]) -> Bool {
        (eventPrefixes + [byteOrderMark]).contains { $0.count > start.count && $0.starts(with: start) }
    }

    private mutating func parse(
        _ received: [SSEEvent], _ decoder: SSEDecoder, _ deltas: inout ChatDeltaDecoder,
        into events: inout [ChatEvent]
    ) {
        var pieces: [ChatDelta] = []
        for event in received { deltas.feed(event, into: &pieces) }
        if let limit = decoder.exceededLimit, !deltas.hasFailed {
            let message = "The stream goes over the limit \(limit.rawValue)."
            deltas.feed(["error": ["message": .string(message)]], into: &pieces)
        }
        for piece in pieces { parser.feed(piece, into: &events) }
    }
}
