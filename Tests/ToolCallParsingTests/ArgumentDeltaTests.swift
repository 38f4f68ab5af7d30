// SPDX-License-Identifier: Apache-2.0

import ChatModel
import JSON
import JSONSchema
import TestSupport
import Testing
import ToolModel

@testable import ToolCallParsing

@Suite struct ArgumentDeltaTests {
    @Test(arguments: StreamCase.all.filter { $0.chunks != nil })
    func `deltas of text are a prefix of the arguments and start before the call`(_ testCase: StreamCase)
        throws
    {
        let plain = try StreamRun.text(testCase, testCase.chunks ?? [])
        let bytes = Array((testCase.chunks ?? []).joined())
        let whole = try StreamRun.text(testCase, [bytes], deltas: true)
        checkPrefixLaw(whole, comparedTo: plain)
        for cut in SplitLaw.everySplit(of: bytes, singlePlaces: 16, seeds: 4) {
            let outcome = try StreamRun.text(testCase, cut.chunks, deltas: true)
            checkPrefixLaw(outcome, comparedTo: plain)
        }
    }

    @Test(arguments: StreamCase.all.filter { $0.completionChunks != nil })
    func `deltas of native calls are a prefix of the arguments`(_ testCase: StreamCase) throws {
        let pieces = StreamRun.pieces(of: testCase)
        let plain = try StreamRun.deltas(testCase, pieces)
        checkPrefixLaw(try StreamRun.deltas(testCase, pieces, deltas: true), comparedTo: plain)
        let cut = StreamRun.byCharacter(pieces)
        checkPrefixLaw(try StreamRun.deltas(testCase, cut, deltas: true), comparedTo: plain)
    }

    /// Deltas change nothing else, come after their call's start, and together are its arguments.
    private func checkPrefixLaw(_ outcome: StreamOutcome, comparedTo plain: StreamOutcome) {
        var started: [String: String] = [:]
        var sent: [String: String] = [:]
        for event in outcome.events {
            switch event {
            case .callStarted(let id, let name): started[id] = name
            case .argumentsDelta(let id, let text):
                #expect(started[id] != nil)
                sent[id, default: ""] += text
            case .call(let call, _):
                #expect(started[call.id] == call.name)
                #expect(sent[call.id] == JSONValue.object(call.arguments).jsonText())
            default: break
            }
        }
        #expect(outcome.calls.map(\.arguments) == plain.calls.map(\.arguments))
        #expect(outcome.failures.map(\.code) == plain.failures.map(\.code))
        #expect(outcome.text == plain.text)
        #expect(outcome.reasoning == plain.reasoning)
    }

    @Test(arguments: [
        (
            #"<tool_call>{"name":"get","arguments":{"n":"5 a"#, #"{"n":"5 a"#, #"b"}}</tool_call>"#,
            #"{"n":"5 ab"}"#
        ),
        (
            "<tool_call><function=get><parameter=text>5 a", #"{"text":"5 a"#, "b</parameter></function>",
            #"{"text":"5 ab"}"#
        ),
        ("<tool_call><function=get><parameter=n>5", "", "</parameter></function>", #"{"n":5}"#),
    ])
    func `what a caller checks itself flows whatever the schema says of its type`(
        _ start: String, _ early: String, _ end: String, _ whole: String
    ) throws {
        let schema: JSONValue = [
            "type": "object", "properties": ["n": ["type": "integer"], "text": ["type": "string"]],
        ]
        let tool = CallableTool(name: "get", schema: try Schema(compiling: schema), isChecked: false)
        var parser = ToolCallParser(catalog: ToolCatalog([tool]), options: .init(emitsArgumentDeltas: true))
        var events: [ChatEvent] = []
        parser.feed(.content(start), into: &events)
        func sent() -> String {
            events.compactMap { if case .argumentsDelta(_, let text) = $0 { text } else { nil } }.joined()
        }
        #expect(sent() == early)
        parser.feed(.content(end), into: &events)
        parser.finish(into: &events)
        #expect(sent() == whole)
        #expect(StreamOutcome(events).failures.isEmpty)
    }

    @Test func `a long string flows while it is written`() throws {
        let tool = CallableTool(name: "writeFile", schema: nil)
        var parser = ToolCallParser(catalog: ToolCatalog([tool]), options: .init(emitsArgumentDeltas: true))
        var events: [ChatEvent] = []
        parser.feed(.content(#"<tool_call>{"name":"writeFile","arguments":{"content":"one "#), into: &events)
        #expect(
            StreamOutcome(events).events == [
                .callStarted(id: "call_1", name: "writeFile"),
                .argumentsDelta(id: "call_1", text: #"{"content":"one "#),
            ])
        events = []
        parser.feed(.content(#"two \ud83d"#), into: &events)
        #expect(events == [.argumentsDelta(id: "call_1", text: "two ")])
        events = []
        parser.feed(.content(#"\ude00!"#), into: &events)
        #expect(events == [.argumentsDelta(id: "call_1", text: "😀!")])
    }
}
