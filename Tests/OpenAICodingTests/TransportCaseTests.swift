// SPDX-License-Identifier: Apache-2.0

import ChatModel
import JSON
import OpenAICoding
import TestSupport
import Testing

/// A case of the shared file that says how its content comes over the wire, or which deltas carry it.
struct TransportCase: Sendable, CustomTestStringConvertible {
    var id: String
    /// The event stream in its reads.
    var reads: [[UInt8]]
    /// The content that the reads carry.
    var content: String
    /// An error that shows in the stream alone.
    var hasError: Bool

    var testDescription: String { id }

    static func all() throws -> [TransportCase] {
        try Repository.fixtureLines("Streams/toolcalls.jsonl").compactMap { line in
            let value = try JSONValue(parsing: line)
            guard let reads = value["sse_b64"]?.array, let id = value["id"]?.string else { return nil }
            return TransportCase(
                id: id, reads: reads.compactMap { $0.string.map(Self.decode) },
                content: value["stream"]?.array?.compactMap(\.string).joined() ?? "",
                hasError: value["expect"]?["errors"]?.array?.isEmpty == false)
        }
    }

    /// RFC 4648's base 64, for well-formed fixtures.
    private static func decode(_ text: String) -> [UInt8] {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var bytes: [UInt8] = []
        var pending = 0
        var bits = 0
        for byte in text.utf8 {
            guard let digit = alphabet.firstIndex(of: byte) else { break }
            pending = pending << 6 | digit
            bits += 6
            guard bits >= 8 else { continue }
            bits -= 8
            bytes.append(UInt8(truncatingIfNeeded: pending >> bits))
        }
        return bytes
    }
}

struct TransportCaseTests {
    @Test(arguments: try TransportCase.all())
    func `a case of the file gives its content, however it is cut`(_ example: TransportCase) {
        let expected = deltas(of: example.reads)
        #expect(text(of: expected) == example.content)
        let failures = expected.filter { delta in
            if case .failure = delta { true } else { false }
        }
        #expect(!failures.isEmpty == example.hasError)
        for cut in SplitLaw.everySplit(of: example.reads.flatMap { $0 }, singlePlaces: 1000) {
            #expect(deltas(of: cut.chunks) == expected, "\(cut)")
        }
    }

    private func deltas(of reads: [[UInt8]]) -> [ChatDelta] {
        var events = SSEDecoder()
        var chunks = ChatDeltaDecoder()
        var complete: [SSEEvent] = []
        for read in reads { events.feed(read.span, into: &complete) }
        events.finish(into: &complete)
        var deltas: [ChatDelta] = []
        for event in complete { chunks.feed(event, into: &deltas) }
        chunks.finish(into: &deltas)
        return deltas
    }

    private func text(of deltas: [ChatDelta]) -> String {
        deltas.reduce(into: "") { text, delta in
            if case .content(let piece) = delta { text += piece }
        }
    }
}
