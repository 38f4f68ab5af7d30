// SPDX-License-Identifier: Apache-2.0

import ChatModel
import OpenAICoding
import TestSupport
import Testing
import ToolModel

@testable import ToolCallParsing

/// What upstreams do to native calls, one deviation a case.
struct NativeCase: Sendable, CustomStringConvertible {
    let description: String
    let fragments: [ToolCallDelta]
    let summary: String
    var ids: [String]?

    init(_ description: String, _ fragments: [ToolCallDelta], _ summary: String, ids: [String]? = nil) {
        self.description = description
        self.fragments = fragments
        self.summary = summary
        self.ids = ids
    }
}

private func fragment(
    _ index: Int?, id: String? = nil, _ name: String? = nil, _ arguments: String? = nil
) -> ToolCallDelta {
    ToolCallDelta(index: index, id: id, name: name, arguments: arguments)
}

@Suite struct NativeCallTests {
    static let cases: [NativeCase] = [
        .init(
            "no index, one whole call a chunk",
            [fragment(nil, id: "a", "refresh", "{}"), fragment(nil, id: "b", "listFiles", #"{"path":"."}"#)],
            #"refresh{} | listFiles{"path":"."}"#, ids: ["a", "b"]),
        .init(
            "no index and no ids",
            [fragment(nil, "listFiles", #"{"path":"a"}"#), fragment(nil, "listFiles", #"{"path":"b"}"#)],
            #"listFiles{"path":"a"} | listFiles{"path":"b"}"#),
        .init(
            "every index 0, ids differ",
            [
                fragment(0, id: "a", "listFiles", #"{"path":"a"}"#),
                fragment(0, id: "b", "listFiles", #"{"path":"b"}"#),
            ],
            #"listFiles{"path":"a"} | listFiles{"path":"b"}"#, ids: ["a", "b"]),
        .init(
            "an index made up for the continuation",
            [fragment(0, id: "a", "listFiles", #"{"pa"#), fragment(1, nil, #"th":"."}"#)],
            #"listFiles{"path":"."}"#, ids: ["a"]),
        .init(
            "an id made up for each fragment",
            [fragment(0, id: "a", "listFiles", #"{"pa"#), fragment(0, id: "b", nil, #"th":"."}"#)],
            #"listFiles{"path":"."}"#, ids: ["a"]),
        .init(
            "the whole name again and again",
            [
                fragment(0, "listFiles", #"{"pa"#), fragment(0, "listFiles", #"th":"."}"#),
                fragment(0, "listFiles", ""),
            ],
            #"listFiles{"path":"."}"#),
        .init(
            "the name in pieces",
            [fragment(0, id: "a", "list"), fragment(0, "Files"), fragment(0, nil, #"{"path":"."}"#)],
            #"listFiles{"path":"."}"#),
        .init(
            "arguments before the name",
            [
                fragment(0, id: "a", nil, #"{"path":"#), fragment(0, nil, #"".""#),
                fragment(0, "listFiles", "}"),
            ],
            #"listFiles{"path":"."}"#),
        .init("no arguments at all", [fragment(0, id: "a", "refresh")], "refresh{}"),
        .init("null arguments", [fragment(0, id: "a", "refresh", "null")], "refresh{}"),
        .init("no name", [fragment(0, id: "a", nil, "{}")], "!missing_name"),
        .init(
            "one id for two calls",
            [fragment(0, id: "a", "refresh", "{}"), fragment(1, id: "a", "listFiles", #"{"path":"."}"#)],
            #"refresh{} | listFiles{"path":"."}"#, ids: ["a", "call_1"]),
        .init("an unknown tool", [fragment(0, id: "a", "nope", "{}")], "!unknown_tool"),
        .init("cut arguments", [fragment(0, id: "a", "listFiles", #"{"path":"#)], "!tool_call_truncated"),
        .init("no JSON", [fragment(0, id: "a", "listFiles", "path=.")], "!tool_call_malformed"),
    ]

    @Test(arguments: cases)
    func `fragments become calls`(_ native: NativeCase) throws {
        let outcome = try ParserRun.deltas(native.fragments.map(ChatDelta.toolCall) + [.finish(.toolCalls)])
        #expect(outcome.summary == native.summary)
        if let ids = native.ids { #expect(outcome.calls.map(\.id) == ids) }
    }

    @Test func `a native call that the content has shown already is the same call`() throws {
        let content = ChatDelta.content(#"<tool_call>{"name":"refresh","arguments":{}}</tool_call>"#)
        let native = ChatDelta.toolCall(fragment(0, id: "a", "refresh", "{}"))
        let again = ChatDelta.toolCall(fragment(1, id: "b", "refresh", "{}"))
        #expect(try ParserRun.deltas([content, native, .finish(.stop)]).summary == "refresh{}")
        #expect(
            try ParserRun.deltas([content, native, again, .finish(.stop)]).summary == "refresh{} | refresh{}")
        let announced = try ParserRun.deltas(
            [content, native, .finish(.stop)], options: .init(emitsArgumentDeltas: true))
        #expect(announced.events.filter { if case .callStarted = $0 { true } else { false } }.count == 1)
    }

    @Test func `a call starts when its name is certain`() throws {
        var parser = ToolCallParser(
            catalog: try ParserRun.catalog(), options: .init(emitsArgumentDeltas: true))
        var events: [ChatEvent] = []
        parser.feed(.toolCall(fragment(0, id: "a", "list")), into: &events)
        parser.feed(.toolCall(fragment(0, "Files")), into: &events)
        #expect(events.isEmpty)
        parser.feed(.toolCall(fragment(0, nil, #"{"path":"a"#)), into: &events)
        #expect(
            StreamOutcome(events).events == [
                .callStarted(id: "a", name: "listFiles"), .argumentsDelta(id: "a", text: #"{"path":"a"#),
            ])
    }

    @Test func `no fragments trap, whatever they hold`() throws {
        var generator = SeededGenerator(seed: 7)
        let names: [String?] = [nil, "", "refresh", "list", "Files", "nope"]
        let arguments: [String?] = [nil, "", "{", "}", "{}", "null", #"{"path":"."}"#, "\"", "\\"]
        let ids: [String?] = [nil, nil, "", "a", "b"]
        let indices: [Int?] = [nil, 0, 0, 1, -1, .max]
        for _ in 0..<400 {
            let fragments = (0..<Int.random(in: 1...12, using: &generator)).map { _ in
                ChatDelta.toolCall(
                    ToolCallDelta(
                        index: indices.randomElement(using: &generator) ?? nil,
                        id: ids.randomElement(using: &generator) ?? nil,
                        name: names.randomElement(using: &generator) ?? nil,
                        arguments: arguments.randomElement(using: &generator) ?? nil))
            }
            let outcome = try ParserRun.deltas(fragments, options: .init(emitsArgumentDeltas: true))
            #expect(outcome.finish == .error)
            #expect(Set(outcome.calls.map(\.id)).count == outcome.calls.count)
        }
    }

    @Test func `more calls than a message may have are one error`() throws {
        var limits = ParsingLimits()
        limits.calls = 2
        let fragments = (0..<9).map { ChatDelta.toolCall(fragment($0, "refresh", "{}")) }
        let outcome = try ParserRun.deltas(fragments + [.finish(.stop)], options: .init(limits: limits))
        #expect(outcome.summary == "refresh{} | refresh{} | !tool_call_malformed")
    }

    @Test func `a finished parser is finished`() throws {
        var parser = ToolCallParser(catalog: try ParserRun.catalog())
        var events: [ChatEvent] = []
        parser.feed(.content("a"), into: &events)
        parser.finish(into: &events)
        let count = events.count
        parser.feed(.content("b"), into: &events)
        parser.finish(into: &events)
        #expect(events.count == count)
    }

    @Test(arguments: [
        (#""content":"hi""#, "\"hi\"", FinishReason.stop),
        (#""content":"<tool_call>{\"name\":\"refresh\"}</tool_call>""#, "refresh{}", .toolCalls),
        (
            #""tool_calls":[{"index":0,"function":{"name":"refresh","arguments":"{}"}}]"#, "refresh{}",
            .toolCalls
        ),
        (
            #""tool_calls":[{"index":0,"function":{"name":"refresh","arguments":"{"}}]"#,
            "!tool_call_truncated", .stop
        ),
    ])
    func `a stream that ends with its end mark alone has ended well`(
        _ delta: String, _ summary: String, _ finish: FinishReason
    ) throws {
        var decoder = ChatDeltaDecoder()
        var pieces: [ChatDelta] = []
        for data in [#"{"choices":[{"index":0,"delta":{\#(delta)},"finish_reason":null}]}"#, "[DONE]"] {
            decoder.feed(data: Array(data.utf8), into: &pieces)
        }
        let outcome = try ParserRun.deltas(pieces)
        #expect(outcome.summary == summary)
        #expect(outcome.finish == finish)
    }

    @Test func `usage is reported before the end`() throws {
        let usage = TokenUsage(promptTokens: 1, completionTokens: 2, totalTokens: 3)
        let outcome = try ParserRun.deltas([.content("x"), .finish(.stop), .usage(usage)])
        #expect(outcome.events == [.text("x"), .usage(usage), .done(.stop)])
    }
}
