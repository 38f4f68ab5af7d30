// SPDX-License-Identifier: Apache-2.0

import ChatModel
import JSON
import OpenAICoding
import TestSupport
import Testing

/// The data of a stream's events with the deltas that they must give.
struct DeltaCase: Sendable, CustomTestStringConvertible {
    var name: String
    var data: [String]
    var deltas: [ChatDelta]

    init(_ name: String, _ data: [String], _ deltas: [ChatDelta]) {
        self.name = name
        self.data = data
        self.deltas = deltas
    }

    /// One chunk with this delta.
    init(_ name: String, delta: String, _ deltas: [ChatDelta]) {
        self.init(name, [#"{"choices":[{"index":0,"delta":\#(delta)}]}"#], deltas)
    }

    var testDescription: String { name }

    static let shapes = [
        DeltaCase("content", delta: #"{"content":"Hi"}"#, [.content("Hi")]),
        DeltaCase("role alone, empty text, nothing", delta: #"{"role":"assistant","content":""}"#, []),
        DeltaCase(
            "null members", delta: #"{"content":"ok","tool_calls":null,"function_call":null,"refusal":null}"#,
            [.content("ok")]),
        DeltaCase(
            "reasoning stands before content", delta: #"{"content":"c","reasoning_content":"r"}"#,
            [.reasoning("r"), .content("c")]),
        DeltaCase("the other reasoning field", delta: #"{"reasoning":"r"}"#, [.reasoning("r")]),
        DeltaCase(
            "both reasoning fields say the same", delta: #"{"reasoning":"r","reasoning_content":"r"}"#,
            [.reasoning("r")]),
        DeltaCase("refusal is text", delta: #"{"refusal":"I will not."}"#, [.content("I will not.")]),
        DeltaCase(
            "content in parts",
            delta: #"{"content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}"#,
            [.content("a"), .content("b")]),
        DeltaCase(
            "thinking parts",
            delta: #"{"content":[{"type":"thinking","thinking":[{"type":"text","text":"t"}]}]}"#,
            [.reasoning("t")]),
        DeltaCase(
            "a call begins",
            delta:
                #"{"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"f","arguments":""}}]}"#,
            [.toolCall(ToolCallDelta(index: 0, id: "a", name: "f", arguments: ""))]),
        DeltaCase(
            "a call without index, arguments as an object",
            delta: #"{"tool_calls":[{"id":"a","function":{"name":"f","arguments":{"n":1.50}}}]}"#,
            [.toolCall(ToolCallDelta(id: "a", name: "f", arguments: #"{"n":1.50}"#))]),
        DeltaCase("no calls in the list", delta: #"{"content":"x","tool_calls":[]}"#, [.content("x")]),
        DeltaCase(
            "the old function_call", delta: #"{"function_call":{"name":"f","arguments":"{}"}}"#,
            [.toolCall(ToolCallDelta(index: 0, name: "f", arguments: "{}"))]),
        DeltaCase(
            "identity once, finish, usage without choices, done",
            [
                #"{"id":"c1","model":"m","created":7,"choices":[{"index":0,"delta":{"content":"a"}}],"usage":null}"#,
                #"{"id":"c1","model":"m","created":7,"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"#,
                #"{"id":"c1","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":1,"total_tokens":4}}"#,
                "[DONE]", #"{"choices":[{"delta":{"content":"after"}}]}"#,
            ],
            [
                .start(ChatStreamIdentity(id: "c1", model: "m", created: 7)), .content("a"), .finish(.stop),
                .usage(TokenUsage(promptTokens: 3, completionTokens: 1, totalTokens: 4)),
            ]),
        DeltaCase(
            "the end mark without a finish reason before it",
            [#"{"choices":[{"delta":{"content":"a"},"finish_reason":null}]}"#, "[DONE]"],
            [.content("a"), .finish(.stop)]),
        DeltaCase("no end mark, no finish reason", delta: #"{"content":"a"}"#, [.content("a")]),
        DeltaCase(
            "usage without a total", [#"{"usage":{"prompt_tokens":3,"completion_tokens":1}}"#],
            [
                .usage(TokenUsage(promptTokens: 3, completionTokens: 1, totalTokens: 4))
            ]),
        DeltaCase(
            "a whole completion in one event",
            [
                #"{"choices":[{"index":0,"message":{"role":"assistant","content":"t","tool_calls":[{"id":"a","#
                    + #""function":{"name":"f","arguments":"{}"}},{"id":"b","function":{"name":"g","arguments":"{}"}}"#
                    + #"]},"finish_reason":"tool_calls"}]}"#
            ],
            [
                .content("t"), .toolCall(ToolCallDelta(index: 0, id: "a", name: "f", arguments: "{}")),
                .toolCall(ToolCallDelta(index: 1, id: "b", name: "g", arguments: "{}")), .finish(.toolCalls),
            ]),
        DeltaCase(
            "only the first choice",
            [#"{"choices":[{"index":1,"delta":{"content":"no"}},{"index":0,"delta":{"content":"yes"}}]}"#],
            [.content("yes")]),
        DeltaCase(
            "finish reasons of other names",
            [
                #"{"choices":[{"delta":{},"finish_reason":"eos"}]}"#,
                #"{"choices":[{"finish_reason":"function_call"}]}"#,
            ],
            [.finish(.other("eos")), .finish(.toolCalls)]),
    ]

    static let failures = [
        DeltaCase(
            "error object", [#"{"error":{"message":"out of memory","code":500}}"#], [failed("out of memory")]),
        DeltaCase("error string", [#"{"error":"no model loaded"}"#], [failed("no model loaded")]),
        DeltaCase("error without a message", [#"{"error":{"kind":7}}"#], [failed(#"{"kind":7}"#)]),
        DeltaCase("a body that is the error", [#"{"object":"error","message":"bad"}"#], [failed("bad")]),
        DeltaCase("nothing follows", [#"{"error":"x"}"#, #"{"error":"y"}"#, "rubbish"], [failed("x")]),
    ]

    static let halves = [
        DeltaCase("a pair in one delta", contents: [#"\ud83d\ude00"#], [.content("😀")]),
        DeltaCase(
            "a pair over two deltas", contents: [#"a\ud83d"#, #"\ude00b"#], [.content("a"), .content("😀b")]),
        DeltaCase(
            "a plain text after the half", contents: [#"\ud83d"#, "b"], [.content("\u{FFFD}b")]),
        DeltaCase("a low half alone", contents: [#"a\ude00b"#], [.content("a\u{FFFD}b")]),
        DeltaCase("a half at the end", contents: [#"a\uD83D"#], [.content("a"), .content("\u{FFFD}")]),
        DeltaCase("an escaped backslash is no escape", contents: [#"\\ud83d"#], [.content(#"\ud83d"#)]),
        DeltaCase(
            "two pairs over three deltas", contents: [#"\ud83d"#, #"\ude00\ud83d"#, #"\ude01"#],
            [
                .content("😀"), .content("😁"),
            ]),
        DeltaCase(
            "the marker's own character stays", contents: [#"\ufdd0\ud83d"#, #"\ude00"#],
            [
                .content(String(decoding: [0xEF, 0xB7, 0x90], as: UTF8.self)), .content("😀"),
            ]),
        DeltaCase(
            "a half does not cross from reasoning to text",
            [
                #"{"choices":[{"delta":{"reasoning":"r\ud83d"}}]}"#,
                #"{"choices":[{"delta":{"content":"\ude00"}}]}"#,
            ],
            [.reasoning("r"), .reasoning("\u{FFFD}"), .content("\u{FFFD}")]),
        DeltaCase(
            "a half in arguments",
            [
                #"{"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":"\"\ud83d"}}]}}]}"#,
                #"{"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":"\ude00\""}}]}}]}"#,
            ],
            [
                .toolCall(ToolCallDelta(index: 0, arguments: "\"")),
                .toolCall(ToolCallDelta(index: 0, arguments: "😀\"")),
            ]),
    ]

    private init(_ name: String, contents: [String], _ deltas: [ChatDelta]) {
        self.init(name, contents.map { #"{"choices":[{"index":0,"delta":{"content":"\#($0)"}}]}"# }, deltas)
    }

    private static func failed(_ text: String) -> ChatDelta {
        .failure(
            UpstreamFailure(message: "The model server reported an error: \(text)", code: "upstream_error"))
    }
}

struct ChatDeltaDecoderTests {
    @Test(arguments: DeltaCase.shapes + DeltaCase.failures + DeltaCase.halves)
    func `every shape that servers send is read`(_ example: DeltaCase) {
        #expect(decode(example.data) == example.deltas)
    }

    @Test(arguments: [
        "", "{", "not json", "[1,2", "nul", "\u{0}", #"{"choices":[{"delta":{"content":"a}}]}"#, "7", "[]",
    ])
    func `data that cannot be read is one failure`(_ data: String) {
        let deltas = decode([data, #"{"choices":[{"delta":{"content":"after"}}]}"#])
        guard deltas.count == 1, case .failure(let failure) = deltas[0] else {
            Issue.record("\(deltas)")
            return
        }
        #expect(failure.code == "upstream_error")
    }

    @Test func `what the end of the connection cut is truncated`() {
        var decoder = ChatDeltaDecoder()
        var deltas: [ChatDelta] = []
        decoder.feed(SSEEvent(data: Array(#"{"choices":[{"del"#.utf8), isTerminated: false), into: &deltas)
        guard case .failure(let failure)? = deltas.first else {
            Issue.record("\(deltas)")
            return
        }
        #expect(failure.code == "upstream_truncated")
    }

    @Test func `bytes that are no UTF-8 become the replacement character`() {
        let data = Array(#"{"choices":[{"delta":{"content":"a"#.utf8) + [0xFF] + Array(#""}}]}"#.utf8)
        var decoder = ChatDeltaDecoder()
        var deltas: [ChatDelta] = []
        decoder.feed(data: data, into: &deltas)
        #expect(deltas == [.content("a\u{FFFD}")])
    }

    @Test func `a long error is cut`() {
        let deltas = decode([#"{"error":"\#(String(repeating: "é", count: 5000))"}"#])
        guard case .failure(let failure)? = deltas.first else {
            Issue.record("\(deltas)")
            return
        }
        #expect(failure.message.utf8.count < 1200)
    }

    @Test(arguments: [" [DONE]", "[DONE] ", "[DONE]"])
    func `the end mark may have spaces around it`(_ mark: String) {
        var decoder = ChatDeltaDecoder()
        var deltas: [ChatDelta] = []
        decoder.feed(data: Array(mark.utf8), into: &deltas)
        #expect(decoder.isDone)
        #expect(deltas == [.finish(.stop)])
    }

    @Test func `random bytes never trap`() {
        var generator = SeededGenerator(seed: 1)
        let pieces = [
            #"{"choices":[{"delta":{"#, #""content":"#, #""\ud83d"#, #"\ude00""#, "}}]}", "null", "[", "{",
            "\"", ":",
            "1e999", "\\", ",", #""tool_calls":[{"function":{"arguments":"#, #""index":-9"#, "\u{FFFD}",
        ]
        for _ in 0..<2000 {
            var decoder = ChatDeltaDecoder()
            var deltas: [ChatDelta] = []
            let text = (0..<8).compactMap { _ in pieces.randomElement(using: &generator) }.joined()
            decoder.feed(data: Array(text.utf8), into: &deltas)
            decoder.finish(into: &deltas)
        }
    }

    private func decode(_ data: [String]) -> [ChatDelta] {
        var decoder = ChatDeltaDecoder()
        var deltas: [ChatDelta] = []
        for item in data { decoder.feed(data: Array(item.utf8), into: &deltas) }
        decoder.finish(into: &deltas)
        return deltas
    }
}
