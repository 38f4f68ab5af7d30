// SPDX-License-Identifier: Apache-2.0

import ChatModel
import JSON
import OpenAICoding
import TestSupport
import ToolCallParsing
import ToolModel

/// Drives the parser with a case in one cut.
enum StreamRun {
    static func text(_ testCase: StreamCase, _ chunks: [[UInt8]], deltas: Bool = false) throws
        -> StreamOutcome
    {
        var parser = try testCase.parser(deltas: deltas)
        var events: [ChatEvent] = []
        for chunk in chunks { parser.feed(text: chunk.span, into: &events) }
        if let reason = testCase.finishReason { parser.feed(.finish(reason), into: &events) }
        parser.finish(into: &events)
        return StreamOutcome(events)
    }

    static func deltas(_ testCase: StreamCase, _ pieces: [ChatDelta], deltas: Bool = false) throws
        -> StreamOutcome
    {
        var parser = try testCase.parser(deltas: deltas)
        var events: [ChatEvent] = []
        for piece in pieces { parser.feed(piece, into: &events) }
        parser.finish(into: &events)
        return StreamOutcome(events)
    }

    /// Raw bytes of the transport, through the SSE decoder and the delta decoder.
    static func transport(_ testCase: StreamCase, _ chunks: [[UInt8]]) throws -> StreamOutcome {
        var transport = SSEDecoder()
        var decoder = ChatDeltaDecoder()
        var pieces: [ChatDelta] = []
        var read: [SSEEvent] = []
        for chunk in chunks { transport.feed(chunk.span, into: &read) }
        transport.finish(into: &read)
        for event in read { decoder.feed(event, into: &pieces) }
        return try deltas(testCase, pieces)
    }

    static func pieces(of testCase: StreamCase) -> [ChatDelta] {
        var decoder = ChatDeltaDecoder()
        var pieces: [ChatDelta] = []
        for chunk in testCase.completionChunks ?? [] { decoder.feed(chunk, into: &pieces) }
        return pieces
    }

    /// The same deltas with every text in them cut by character.
    static func byCharacter(_ pieces: [ChatDelta]) -> [ChatDelta] {
        pieces.flatMap { piece -> [ChatDelta] in
            switch piece {
            case .content(let text): text.map { .content(String($0)) }
            case .reasoning(let text): text.map { .reasoning(String($0)) }
            case .toolCall(let fragment):
                if let arguments = fragment.arguments, arguments.count > 1 {
                    arguments.enumerated().map { position, character in
                        var cut = position == 0 ? fragment : ToolCallDelta(index: fragment.index)
                        cut.arguments = String(character)
                        return .toolCall(cut)
                    }
                } else {
                    [piece]
                }
            default: [piece]
            }
        }
    }
}
