// SPDX-License-Identifier: Apache-2.0

import ChatModel
import JSON
import TestSupport
import Testing
import ToolModel

@testable import ToolCallParsing

/// What a stream comes to, in one line a case.
struct PolicyCase: Sendable, CustomStringConvertible {
    let description: String
    let text: String
    let summary: String

    init(_ description: String, _ text: String, _ summary: String) {
        self.description = description
        self.text = text
        self.summary = summary
    }
}

@Suite struct PolicyTests {
    static let objects: [PolicyCase] = [
        .init("a declared tool's object is a call", #"{"action":"refresh"}"#, "refresh{}"),
        .init(
            "snake_case names are matched", #"{"action":"list_files","params":{"path":"."}}"#,
            #"listFiles{"path":"."}"#),
        .init("an unknown tool is an error", #"{"action":"deploy","params":{}}"#, "!unknown_tool"),
        .init("a missing argument is an error", #"{"action":"listFiles","params":{}}"#, "!invalid_arguments"),
        .init("keys may stand before", #"{"why":"x","action":"refresh","params":{}}"#, "refresh{}"),
        .init(
            "a quoted one is text", #"Write `{"action":"refresh"}` there."#,
            #""Write `{"action":"refresh"}` there.""#),
        .init("a brace too many", "{\"action\":\"refresh\",\"params\":{}}}\nok", "refresh{} | \"\nok\""),
        .init("a name alone is data", #"{"name":"refresh"}"#, #""{"name":"refresh"}""#),
        .init("Llama's keys", #"{"name":"refresh","parameters":{}}"#, "refresh{}"),
        .init("a package file is data", #"{"name":"x","version":"1"}"#, #""{"name":"x","version":"1"}""#),
        .init("what begins no call is text", #"{"action":"list"#, #""{"action":"list""#),
        .init(
            "cut arguments are reported", #"{"action":"listFiles","params":{"path":"a"#,
            "!tool_call_truncated"),
        .init(
            "a missing brace is added", #"{"action":"listFiles","params":{"path":"."}"#,
            #"listFiles{"path":"."} (missing_end) +missing_brace"#),
        .init(
            "broken JSON is reported and text goes on",
            "{\"action\":\"listFiles\",\"params\":{\"path\": oops}}\nSo.",
            "!tool_call_malformed | \"\nSo.\""),
        .init("single quotes", "{'action': 'refresh', 'params': {}}", "refresh{} +single_quotes"),
        .init("bare names", "{action: \"refresh\", params: {}}", "refresh{} +bare_names"),
        .init(
            "a list of calls", #"[{"action":"refresh","params":{}}, {"action":"refresh"}]"#,
            "refresh{} | refresh{}"),
    ]

    static let strays: [PolicyCase] = [
        .init(
            "an end marker that comes late is none of the text",
            #"<tool_call>{"name":"refresh","arguments":{}} so</tool_call> on"#,
            #"refresh{} (missing_end) | " so on""#),
        .init(
            "a tag in a sentence is text", "I use <function=refresh> and <invoke name=\"refresh\"> at times.",
            #""I use <function=refresh> and <invoke name="refresh"> at times.""#),
        .init(
            "one dialect's tags between another's markers",
            #"<tool_call><invoke name="refresh"></invoke></tool_call>"#, "refresh{}"),
        .init(
            "a marker between broken tags",
            #"<tool_call><function=refresh><odd><tool_call>{"name":"refresh"}</tool_call>"#,
            "!tool_call_malformed | refresh{}"),
        .init(
            "a tag that begins with a marker",
            #"<seed:tool_call><function=refresh><invoke name="refresh"></invoke></seed:tool_call> z"#,
            #"!tool_call_malformed | refresh{} | " z""#),
        .init("a tag without its quotes is text", "<invoke name=refresh> is", #""<invoke name=refresh> is""#),
        .init("a tag at the end is a call cut off", "<function=refresh>", "!tool_call_truncated"),
        .init(
            "the token that ends a turn",
            "<｜tool▁call▁begin｜>refresh<｜tool▁sep｜>{}<｜tool▁call▁end｜><｜tool▁calls▁end｜><｜end▁of▁sentence｜>",
            "refresh{}"),
    ]

    static let fences: [PolicyCase] = [
        .init("a fenced call", "```json\n{\"action\":\"refresh\"}\n```\nok", "refresh{} | \"\nok\""),
        .init(
            "two in one fence", "```\n{\"action\":\"refresh\"}\n{\"action\":\"refresh\"}\n```",
            "refresh{} | refresh{}"),
        .init(
            "an unknown tool in a fence is text", "```json\n{\"action\":\"x\",\"params\":{}}\n```",
            "\"```json\n{\"action\":\"x\",\"params\":{}}\n```\""),
        .init(
            "markers in a fence are text", "```\n<tool_call>{\"name\":\"refresh\"}</tool_call>\n```\n",
            "\"```\n<tool_call>{\"name\":\"refresh\"}</tool_call>\n```\n\""),
        .init(
            "markers in inline code are text",
            "`<tool_call>{\"name\":\"refresh\",\"arguments\":{}}</tool_call>` it is",
            "\"`<tool_call>{\"name\":\"refresh\",\"arguments\":{}}</tool_call>` it is\""),
        .init(
            "a call after a fenced example", "```\nx\n```\n<tool_call>{\"name\":\"refresh\"}</tool_call>",
            "\"```\nx\n```\n\" | refresh{}"),
    ]

    static let markers: [PolicyCase] = [
        .init("nothing between markers", "<tool_call></tool_call>", "!tool_call_malformed"),
        .init("a declared bare name", "<tool_call>refresh</tool_call>", "refresh{}"),
        .init(
            "a marker in prose", "The <tool_call> marker begins a call, as they say.",
            "\"The <tool_call> marker begins a call, as they say.\""),
        .init("a call without a name", "<tool_call>{\"arguments\":{}}</tool_call>", "!missing_name"),
        .init(
            "a missing end marker", "<tool_call>{\"name\":\"refresh\",\"arguments\":{}}",
            "refresh{} (missing_end)"),
        .init(
            "an unclosed string costs only its own call",
            "<tool_call>{\"name\":\"listFiles\",\"arguments\":{\"path\":\"a}}</tool_call>\n"
                + "<tool_call>{\"name\":\"refresh\",\"arguments\":{}}</tool_call>",
            "!tool_call_malformed | refresh{}"),
        .init("a token's name in prose", "[TOOL_CALLS] is a token.", "\"[TOOL_CALLS] is a token.\""),
        .init(
            "an undeclared inner tag", "See <function=x> and <invoke name=\"y\">.",
            "\"See <function=x> and <invoke name=\"y\">.\""),
        .init("an unknown tool in a list", "[TOOL_CALLS]nope[ARGS]{}", "!unknown_tool"),
        .init(
            "one bad pythonic call leaves its neighbours", "[get_weather(\"x\"), refresh()]",
            "!tool_call_malformed | refresh{}"),
        .init(
            "a lost first token", "assistant<|channel|>commentary to=functions.refresh<|message|>{}<|call|>",
            "refresh{}"),
        .init(
            "coercion is noted",
            "<tool_call>{\"name\":\"get_weather\",\"arguments\":{\"city\":\"a\",\"days\":\"3\"}}</tool_call>",
            "get_weather{\"city\":\"a\",\"days\":3} +coerced:/days"),
        .init(
            "what cannot be coerced is an error",
            "<tool_call>{\"name\":\"get_weather\",\"arguments\":{\"city\":\"a\",\"days\":\"many\"}}</tool_call>",
            "!invalid_arguments"),
    ]

    @Test(arguments: objects + fences + markers + strays)
    func `the policy holds in every cut`(_ policy: PolicyCase) throws {
        #expect(try ParserRun.text(policy.text).summary == policy.summary)
        for cut in SplitLaw.everySplit(of: Array(policy.text.utf8), seeds: 4) {
            var parser = ToolCallParser(catalog: try ParserRun.catalog())
            var events: [ChatEvent] = []
            for chunk in cut.chunks { parser.feed(text: chunk.span, into: &events) }
            parser.feed(.finish(.stop), into: &events)
            parser.finish(into: &events)
            #expect(StreamOutcome(events).summary == policy.summary, "cut \(cut)")
        }
    }

    @Test func `calls in reasoning that is never closed count only after a regular end`() throws {
        let text = "<think>hm <tool_call>{\"name\":\"refresh\",\"arguments\":{}}</tool_call>"
        let stopped = try ParserRun.text(text)
        #expect(stopped.calls.map(\.name) == ["refresh"])
        #expect(stopped.summary.hasSuffix("refresh{} (unclosed_reasoning)"))
        #expect(try ParserRun.text(text, finish: .length).calls.isEmpty)
        #expect(try ParserRun.text(text, finish: nil).calls.isEmpty)
        #expect(try ParserRun.text(text + "</think>").calls.isEmpty)
    }

    @Test func `the finish reason goes by complete calls`() throws {
        let call = #"{"action":"refresh"}"#
        #expect(try ParserRun.text(call).finish == .toolCalls)
        #expect(try ParserRun.text(call, finish: .length).finish == .toolCalls)
        #expect(try ParserRun.text("hi", finish: .length).finish == .length)
        #expect(try ParserRun.text("hi", finish: nil).finish == .error)
        #expect(try ParserRun.text(#"{"action":"no","params":{}}"#, finish: .toolCalls).finish == .toolCalls)
    }

    @Test func `an upstream failure comes after what was held, and ends the turn in error`() throws {
        let failure = UpstreamFailure(message: "It broke.", code: "upstream_error")
        let outcome = try ParserRun.deltas([.content("a <"), .failure(failure), .content("b")])
        #expect(
            outcome.events == [
                .text("a <"), .failure(ChatFailure(code: "upstream_error", message: "It broke.")),
                .done(.error),
            ])
    }

    @Test func `an error names the nearest tools and shows a bounded beginning`() throws {
        let long = String(repeating: "x", count: 4000)
        let outcome = try ParserRun.text(
            "<tool_call>{\"name\":\"listfile\",\"arguments\":{\"a\":\"\(long)\"}}</tool_call>")
        let failure = try #require(outcome.failures.first)
        #expect(failure.code == "unknown_tool")
        #expect(failure.message == "The call to \"listfile\" names no known tool; nearest: \"listFiles\".")
        #expect(failure.data?["action"] == "listfile")
        #expect(failure.data?["preview"]?.string?.utf8.count == 512)
        #expect(failure.callID == "call_1")
    }

    @Test func `a call over the limit is refused and skipped`() throws {
        var limits = ParsingLimits()
        limits.callBytes = 100
        let long = String(repeating: "x", count: 200)
        let outcome = try ParserRun.text(
            "<tool_call>{\"name\":\"listFiles\",\"arguments\":{\"path\":\"\(long)\"}}</tool_call>after",
            options: .init(limits: limits))
        #expect(outcome.summary == "!tool_call_malformed | \"after\"")
    }

    @Test func `a call that is no call any more after too many`() throws {
        var limits = ParsingLimits()
        limits.calls = 2
        let outcome = try ParserRun.text(
            String(repeating: #"{"action":"refresh"}"#, count: 3), options: .init(limits: limits))
        #expect(outcome.summary == "refresh{} | refresh{} | !tool_call_malformed")
    }
}
