// SPDX-License-Identifier: Apache-2.0

import ChatModel
import TestSupport
import Testing

@testable import OpenAICoding

/// Events as servers send them, and as none should; all but the first of them may follow one like themselves.
private let events = [
    "data: \(chunk("Hi"))\n\n", "data: \(chunk(#"a \"b\"\n"#))\n\n", "data: \(chunk(#"\ud83d"#))\n\n",
    "data: \(chunk(#"\ude00"#))\n\n", "data: \(chunk("é 😀"))\n\n", "data: \(chunk(""))\n\n",
    "data: \(chunk("crlf"))\r\n\r\n", "data: \(chunk("cr"))\r\r", "data: \(chunk("mixed"))\n\r\n",
    "data:\(chunk("no space"))\n\n", "data:  \(chunk("two spaces"))\n\n", "data: \(chunk("open"))\n",
    ": comment\n\n", "\n", "\n\n", "id: 1\nevent: x\ndata: \(chunk("typed"))\nretry: 5\n\n",
    "data: {\"id\":\"c\",\"choices\":[\ndata: {\"index\":0,\"delta\":{\"content\":\"two lines\"}}]}\n\n",
    "data: {\"id\":\"c\",\"choices\":[\n{\"index\":0,\"delta\":{\"content\":\"raw line end\"}}]}\n\n",
    "data: \(chunk("trailing")) \n\n", "data: \(chunk("more"))x\n\n", "data: \(chunk("cut").dropLast(3))\n\n",
    "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2,\"total_tokens\":3}}\n\n",
    "data: {\"error\":{\"message\":\"bad\"}}\n\n", "data: [DONE]\n\n", "data:", "data: ", "nonsense\n\n",
]

private func chunk(_ text: String) -> String {
    #"{"id":"c","created":1,"choices":[{"index":0,"delta":{"content":"\#(text)"}}]}"#
}

struct ChatStreamDecoderTests {
    @Test(arguments: events)
    func `an event says the same behind others that it may be like`(_ event: String) {
        expectSame([events[0], event, events[0]])
        expectSame([event, event, event, events[0], events[0]])
        expectSame([events[0], events[0], event, event])
    }

    @Test func `streams of any events say the same in any cut`() {
        var random = SeededGenerator(seed: 11)
        for _ in 0..<300 {
            expectSame((0..<10).map { _ in events.randomElement(using: &random) ?? "" })
        }
    }

    @Test func `limits hold for events that are like the last one too`() {
        let short = "data: \(chunk("short"))\n\n"
        let long = "data: \(chunk(String(repeating: "long", count: 100)))\n\n"
        for bytes in short.utf8.count - 12...short.utf8.count + 4 {
            expectSame([short, short, long, short], limits: SSELimits(lineBytes: bytes, eventBytes: 1 << 20))
            expectSame([short, short, long, short], limits: SSELimits(lineBytes: 1 << 20, eventBytes: bytes))
        }
    }

    /// The whole in one read, in reads of one byte, and in reads of an event and of a few bytes.
    private func expectSame(_ stream: [String], limits: SSELimits = SSELimits()) {
        let whole = Array(stream.joined().utf8)
        let wanted = slowly([whole], limits)
        let cuts: [[[UInt8]]] = [
            [whole], whole.map { [$0] }, stream.map { Array($0.utf8) },
            stride(from: 0, to: whole.count, by: 7).map { Array(whole[$0..<min($0 + 7, whole.count)]) },
        ]
        for reads in cuts {
            var decoder = ChatStreamDecoder(limits: limits)
            var deltas: [ChatDelta] = []
            for read in reads { decoder.feed(read.span, into: &deltas) }
            decoder.finish(into: &deltas)
            #expect(deltas == wanted, "\(reads.count) reads of \(stream)")
        }
    }

    /// Each event by way of its lines and its JSON value.
    private func slowly(_ reads: [[UInt8]], _ limits: SSELimits) -> [ChatDelta] {
        var lines = SSEDecoder(limits: limits)
        var chunks = ChatDeltaDecoder(readsBytes: false)
        var events: [SSEEvent] = []
        for read in reads { lines.feed(read.span, into: &events) }
        lines.finish(into: &events)
        var deltas: [ChatDelta] = []
        for event in events { chunks.feed(event, into: &deltas) }
        chunks.finish(into: &deltas)
        return deltas
    }
}
