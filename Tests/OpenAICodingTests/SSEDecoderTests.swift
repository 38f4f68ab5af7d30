// SPDX-License-Identifier: Apache-2.0

import OpenAICoding
import TestSupport
import Testing

/// A stream with the events that it must give.
struct SSECase: Sendable, CustomTestStringConvertible {
    var name: String
    var stream: String
    /// Type (nil for none) and data of each event.
    var events: [(type: String?, data: String)]

    init(_ name: String, _ stream: String, _ events: [(type: String?, data: String)]) {
        self.name = name
        self.stream = stream
        self.events = events
    }

    init(_ name: String, _ stream: String, data: [String]) {
        self.init(name, stream, data.map { (nil, $0) })
    }

    var testDescription: String { name }

    static let all = [
        SSECase("two events", "data: a\n\ndata: b\n\n", data: ["a", "b"]),
        SSECase("CRLF", "data: a\r\n\r\ndata: b\r\n\r\n", data: ["a", "b"]),
        SSECase("CR alone", "data: a\r\rdata: b\r\r", data: ["a", "b"]),
        SSECase("mixed line ends", "data: a\r\n\ndata: b\n\r\ndata: c\r\r\n", data: ["a", "b", "c"]),
        SSECase("comments", ": hello\n\ndata: a\n: in between\ndata: b\n\n:\n\n", data: ["a\nb"]),
        SSECase("several data lines", "data: a\ndata\ndata:b\ndata:  c\n\n", data: ["a\n\nb\n c"]),
        SSECase("several data lines with CRLF", "data: a\r\ndata: b\r\n\r\n", data: ["a\nb"]),
        SSECase("one empty data line is an event", "data:\n\n", data: [""]),
        SSECase("no data, no event", "event: ping\n\nid: 3\n\n", data: []),
        SSECase(
            "the type lasts for one event", "event: error\ndata: a\n\ndata: b\n\n",
            [("error", "a"), (nil, "b")]),
        SSECase("byte order mark", "\u{FEFF}data: a\n\n", data: ["a"]),
        SSECase("a mark further down is a field name's part", "data: a\n\u{FEFF}data: b\n\n", data: ["a"]),
        SSECase("unknown fields", "dat: x\ndatax: y\nDATA: z\nfoo\ndata: a\n\n", data: ["a"]),
        SSECase("colons in data", "data: {\"a\":1}: b\n\n", data: ["{\"a\":1}: b"]),
        SSECase("U+2028 and U+0085 end no line", "data: a\u{2028}b\u{85}c\n\n", data: ["a\u{2028}b\u{85}c"]),
        SSECase("characters of four bytes", "data: 😀é漢\n\n", data: ["😀é漢"]),
        SSECase("blank lines", "\n\n\r\n\ndata: a\n\n\n\n", data: ["a"]),
        SSECase("end without a blank line", "data: a\n\ndata: b\n", data: ["a", "b"]),
        SSECase("end within a line", "data: a\n\ndata: b", data: ["a", "b"]),
        SSECase("end after CR", "data: a\r", data: ["a"]),
        SSECase("nothing", "", data: []),
    ]
}

struct SSEDecoderTests {
    @Test(arguments: SSECase.all)
    func `a stream gives its events in one read`(_ example: SSECase) {
        let events = decode([Array(example.stream.utf8)])
        #expect(events.map { String(decoding: $0.data, as: UTF8.self) } == example.events.map(\.data))
        #expect(events.map(\.type) == example.events.map(\.type))
    }

    @Test(arguments: SSECase.all)
    func `cuts change nothing`(_ example: SSECase) {
        let bytes = Array(example.stream.utf8)
        let whole = decode([bytes])
        for cut in SplitLaw.everySplit(of: bytes, singlePlaces: bytes.count) {
            #expect(decode(cut.chunks) == whole, "\(cut)")
        }
        let spaced = bytes.flatMap { [[$0], []] }
        #expect(decode(spaced) == whole, "with empty reads")
    }

    @Test func `only what the connection closed is not terminated`() {
        let events = decode([Array("data: a\n\ndata: b".utf8)])
        #expect(events.map(\.isTerminated) == [true, false])
    }

    @Test func `the id stays until another one comes`() {
        let events = decode([Array("id: 1\ndata: a\n\ndata: b\n\nid: x\0y\ndata: c\n\nid\ndata: d\n\n".utf8)])
        #expect(events.map(\.id) == ["1", "1", "1", ""])
    }

    @Test(arguments: [
        ("retry: 1500\n\n", 1500), ("retry: 1s\n", nil), ("retry:\n", nil), ("retry: -3\n", nil),
    ])
    func `retry takes digits only`(_ stream: String, _ expected: Int?) {
        var decoder = SSEDecoder()
        var events: [SSEEvent] = []
        decoder.feed(Array(stream.utf8).span, into: &events)
        #expect(decoder.retryMilliseconds == expected)
    }

    @Test(arguments: [
        ("one line", "data: 1234567890123\n\n", SSELimits.Name.lineBytes),
        ("a line in pieces", "data: 12345678901234567890", .lineBytes),
        ("many lines", "data: 12345\ndata: 12345\ndata: 12345\n\n", .eventBytes),
    ])
    func `a stream over a limit stops there, however it is cut`(
        _ name: String, _ tail: String, _ limit: SSELimits.Name
    ) {
        let bytes = Array("data: ok\n\n\(tail)data: after\n\n".utf8)
        for size in [1, 7, bytes.count] {
            var decoder = SSEDecoder(limits: SSELimits(lineBytes: 16, eventBytes: 14))
            var events: [SSEEvent] = []
            for start in stride(from: 0, to: bytes.count, by: size) {
                decoder.feed(bytes[start..<min(start + size, bytes.count)].span, into: &events)
            }
            decoder.finish(into: &events)
            #expect(decoder.exceededLimit == limit, "in pieces of \(size)")
            #expect(events.map(\.data) == [Array("ok".utf8)], "in pieces of \(size)")
        }
    }

    @Test func `bytes that are no UTF-8 stay bytes`() {
        let events = decode([Array("data: ".utf8) + [0xFF, 0xC3, 0x28] + Array("\n\n".utf8)])
        #expect(events.map(\.data) == [[0xFF, 0xC3, 0x28]])
    }

    private func decode(_ reads: [[UInt8]]) -> [SSEEvent] {
        var decoder = SSEDecoder()
        var events: [SSEEvent] = []
        for read in reads { decoder.feed(read.span, into: &events) }
        decoder.finish(into: &events)
        return events
    }
}
