// SPDX-License-Identifier: Apache-2.0

import ChatModel
import TestSupport
import Testing

@testable import OpenAICoding

/// Chunks in the shapes that servers send, and in shapes that none should.
private let chunks = [
    #"{"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"Hi"}}]}"#,
    #"{"id":"c","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}"#,
    #"{"id":"c","choices":[{"delta":{"content":"a \"b\"\n\u00e9 \/"},"index":0,"logprobs":null}],"usage":null}"#,
    #"{"id":"c","choices":[{"index":0,"delta":{"content":"\ud83d\ude00"}}]}"#,
    #"{"id":"c","choices":[{"index":0,"delta":{"content":"\ud83d"}}]}"#,
    #"{"id":"c","choices":[{"index":0,"delta":{"content":"\ude00 joined"}}]}"#,
    #"{"id":"c","choices":[{"index":0,"delta":{"reasoning_content":"r","reasoning":"other","content":"c"}}]}"#,
    #"{"id":"c","choices":[{"index":0,"delta":{"reasoning_content":"","reasoning":"r"}}]}"#,
    #"{"id":"c","choices":[{"index":0,"delta":{"content":null,"reasoning":"hm","refusal":null,"function_call":null}}]}"#,
    #"{"id":"c","choices":[{"index":0,"delta":{"refusal":"no"}}]}"#,
    #"{"id":"c","choices":[{"index":0,"delta":{"content":[{"type":"text","text":"part"}]}}]}"#,
    #"{"id":"c","choices":[{"index":0,"delta":{"content":"two","content":"twice"}}]}"#,
    #"{"id":"c","choices":[{"index":0,"delta":{"c\u006fntent":"escaped name"}}]}"#,
    #"{"id":"c","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"t1","type":"function","function":{"name":"math","arguments":""}}]}}]}"#,
    #"{"id":"c","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\"a\":"}}]}}]}"#,
    #"{"id":"c","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":" 1}"}}]}}]}"#,
    #"{"id":"c","choices":[{"index":0,"delta":{"tool_calls":[{"index":"1","id":7,"function":{"name":"f","arguments":{"a":1}}}]}}]}"#,
    #"{"id":"c","choices":[{"index":0,"delta":{"tool_calls":[{"name":"bare","arguments":"{}"}]}}]}"#,
    #"{"id":"c","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{}},{"id":null,"function":{"name":null}}]}}]}"#,
    #"{"id":"c","choices":[{"index":0,"delta":{"tool_calls":[]}}]}"#,
    #"{"id":"c","choices":[{"index":0,"delta":{"tool_calls":null,"content":"x"}}]}"#,
    #"{"id":"c","choices":[{"index":0,"delta":{"tool_calls":{"function":{"name":"f"}}}}]}"#,
    #"{"id":"c","choices":[{"index":0,"delta":{"function_call":{"name":"old","arguments":"{}"}}}]}"#,
    #"{"id":"c","choices":[{"index":1,"delta":{"content":"second choice"}},{"index":0,"delta":{"content":"first"}}]}"#,
    #"{"id":"c","choices":[{"index":0,"delta":{"content":"a"}},{"index":0,"delta":{"content":"b"}}]}"#,
    #"{"id":"c","choices":[{"index":0.0,"delta":{"content":"odd"}},{"index":null,"delta":{"content":"null"}}]}"#,
    #"{"id":"c","choices":[{"index":0,"message":{"content":"whole","tool_calls":[{"function":{"name":"f"}}]}}]}"#,
    #"{"id":"c","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"#,
    #"{"id":"c","choices":[{"finish_reason":"function_call","index":0,"delta":{"content":"and text"}}]}"#,
    #"{"id":"c","choices":[{"index":0,"delta":{},"finish_reason":""},{"finish_reason":7}]}"#,
    #"{"id":"c","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}"#,
    #"{"choices":[{"index":0,"delta":{"content":"no id"}}]}"#,
    #"{"id":7,"choices":[{"index":0,"delta":{"content":"a number for an id"}}]}"#,
    #"{"id":"c","x":{"deep":[[{"content":"no"}],"]"]},"choices":[{"x":[],"index":0,"delta":{"x":{},"content":"yes"}}]}"#,
    #" {"id" : "c" , "choices" : [ { "index" : 0 , "delta" : { "content" : "spaced" } } ] } "#,
    #"{"id":"c","choices":[{"index":0,"delta":{"content":"trailing"}}]} x"#,
    #"{"id":"c","choices":[{"index":0,"delta":{"content":"comma"}},]}"#,
    #"{"id":"c","choices":[{"index":0,"delta":{"content":"cut"#,
    #"{"id":"c","choices":[{"index":0,"delta":{"content":"error"},"error":{"message":"e"}}]}"#,
    #"{"error":{"message":"bad"}}"#, #"{"error":null,"id":"c","choices":null}"#,
    #"{"object":"error","message":"bad"}"#, #"{"type":"err\u006fr","message":"bad"}"#,
    "[]", "7", "null", "\"text\"", "", "[DONE]", " [DONE] ", "nonsense", "\u{FEFF}{}",
]

struct ChunkScannerTests {
    @Test(arguments: chunks)
    func `a chunk says the same either way`(_ chunk: String) {
        expectSame([Array(chunk.utf8)])
        // Behind a chunk that has told the stream's identity, and behind one that it may be like.
        expectSame([Array(chunks[0].utf8), Array(chunk.utf8)])
        expectSame([Array(chunk.utf8), Array(chunk.utf8), Array(chunks[0].utf8)])
    }

    @Test func `streams of any chunks say the same either way`() {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<500 {
            expectSame((0..<8).map { _ in Array(chunks.randomElement(using: &random)?.utf8 ?? "".utf8) })
        }
    }

    @Test(arguments: chunks)
    func `a chunk with any byte changed says the same either way`(_ chunk: String) {
        let bytes = Array(chunk.utf8)
        let others: [UInt8] = [0x00, 0x0A, 0x20, 0x22, 0x2C, 0x30, 0x5C, 0x5D, 0x7D, 0x80, 0xC3, 0xFF]
        for index in bytes.indices {
            for other in others {
                var changed = bytes
                changed[index] = other
                expectSame([Array(chunks[0].utf8), bytes, changed])
            }
            expectSame([Array(chunks[0].utf8), Array(bytes[..<index])])
        }
    }

    @Test func `text in a template is read as text`() {
        let (start, end) = (#"{"id":"c","choices":[{"index":0,"delta":{"content":""#, #""}}]}"#)
        for text in [
            "", "a", "é", #"\n"#, #"\\"#, #"a\"#, #"a"b"#, #"\ud83d"#, #"\q"#, "\t", #"","x":""#, start, end,
        ] {
            expectSame([Array((start + "first" + end).utf8), Array((start + text + end).utf8)])
        }
        expectSame([Array((start + "first" + end).utf8), Array(start.utf8) + [0xC3] + Array(end.utf8)])
    }

    @Test func `what means nothing in a template may be anything that it can be`() {
        func chunk(_ id: String, _ time: String, _ text: String) -> [UInt8] {
            Array(
                #"{"created":\#(time),"choices":[{"index":0,"delta":{"content":"\#(text)"}}],"id":\#(id)}"#
                    .utf8)
        }
        let first = chunk(#""c1""#, "17", "a")
        for id in [#""c2""#, #""""#, #""c"d""#, #""c\n""#, #""c\""#, #""\q""#, "7", "null", "\"\t\""] {
            expectSame([first, first, chunk(id, "17", "b")])
        }
        for time in ["18", "1700000000", "0", "07", "", "-1", "1.5", "x", "null", #""17""#] {
            expectSame([first, first, chunk(#""c1""#, time, "b")])
            expectSame([first, first, chunk(#""c2""#, time, #"\u00e9 \"b\""#)])
        }
    }

    @Test func `plain chunks are read from their bytes`() {
        var deltas: [ChatDelta] = []
        for chunk in chunks[1...2] + chunks[13...15] {
            var scanner = ChunkScanner(hasStarted: true)
            #expect(scanner.read(Array(chunk.utf8).span, into: &deltas), "\(chunk)")
        }
        #expect(deltas.count == 4)
    }

    private func expectSame(_ stream: [[UInt8]]) {
        #expect(
            deltas(of: stream, readsBytes: true) == deltas(of: stream, readsBytes: false), "\(text(stream))")
    }

    private func deltas(of stream: [[UInt8]], readsBytes: Bool) -> [ChatDelta] {
        var decoder = ChatDeltaDecoder(readsBytes: readsBytes)
        var deltas: [ChatDelta] = []
        for chunk in stream { decoder.feed(data: chunk, into: &deltas) }
        decoder.finish(into: &deltas)
        return deltas + (decoder.hasFinishReason ? [.finish(.other("noted"))] : [])
    }

    private func text(_ stream: [[UInt8]]) -> String {
        stream.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "\n")
    }
}
