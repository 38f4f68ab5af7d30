// SPDX-License-Identifier: Apache-2.0

import ChatModel
import JSON
import JSONSchema
import TestSupport
import Testing
import ToolLoop
import ToolModel

/// Answers for a caller that runs its calls itself.
@Suite struct AnswerTests {
    /// What the model writes, and what the caller sees of it.
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let deltas: [ChatDelta]
        var content = ""
        var reasoning: String?
        /// Name and arguments of each call.
        var calls: [[String]] = []
        var finish = FinishReason.stop
        var choice: ToolChoice?
        var hasTools = true
        var isStrict = false
    }

    private static let oslo = #"{"city":"Oslo"}"#
    private static let hermes = #"<tool_call>{"name":"weather","arguments":{"city":"Oslo"}}</tool_call>"#
    private static let coder =
        "<tool_call>\n<function=weather>\n<parameter=city>\nOslo\n</parameter>\n<parameter=days>\n3\n</parameter>\n"
        + "</function>\n</tool_call>"

    static let cases: [Case] = [
        Case(
            testDescription: "text", deltas: [.content("Hel"), .content("lo"), .finish(.stop)],
            content: "Hello"),
        Case(
            testDescription: "text before a call", deltas: [.content("Look: " + hermes), .finish(.stop)],
            content: "Look: ", calls: [["weather", oslo]], finish: .toolCalls),
        Case(
            testDescription: "thoughts in the text",
            deltas: [.content("<think>hm</think>" + hermes), .finish(.stop)], reasoning: "hm",
            calls: [["weather", oslo]], finish: .toolCalls),
        Case(
            testDescription: "thoughts in a field",
            deltas: [.reasoning("h"), .reasoning("m"), .finish(.length)],
            reasoning: "hm", finish: .length),
        Case(
            testDescription: "bare text is typed by the schema", deltas: [.content(coder), .finish(.stop)],
            calls: [["weather", #"{"city":"Oslo","days":3}"#]], finish: .toolCalls),
        Case(
            testDescription: "JSON is left as the model gave it",
            deltas: [nativeCall("weather", #"{"days": "3", "made": {"up": 1.0}}"#), .finish(.toolCalls)],
            calls: [["weather", #"{"days":"3","made":{"up":1.0}}"#]], finish: .toolCalls),
        Case(
            testDescription: "a strict tool gets what its schema allows",
            deltas: [nativeCall("weather", #"{"days":"3","city":"Oslo"}"#), .finish(.toolCalls)],
            calls: [["weather", #"{"days":3,"city":"Oslo"}"#]], finish: .toolCalls, isStrict: true),
        Case(
            testDescription: "a strict tool gets nothing else",
            deltas: [
                .content(#"<tool_call>{"name":"weather","arguments":{"days":1}}</tool_call>"#),
                .finish(.stop),
            ],
            content: #"{"name":"weather","arguments":{"days":1}}"#, isStrict: true),
        Case(
            testDescription: "a call that is cut off is text",
            deltas: [.content(#"<tool_call>{"name":"weather","arguments":{"ci"#), .finish(.length)],
            content: #"{"name":"weather","arguments":{"ci"#, finish: .length),
        Case(
            testDescription: "a native call that is cut off is text",
            deltas: [nativeCall("weather", #"{"city":"Os"#), .finish(.length)],
            content: #"{"name":"weather","arguments":{"city":"Os}"#, finish: .length),
        Case(
            testDescription: "a broken call beside a sound one",
            deltas: [
                .content(hermes + #"<tool_call>{"name":"weather","arguments":{"city":}}</tool_call>"#),
                .finish(.stop),
            ], content: #"{"name":"weather","arguments":{"city":}}"#, calls: [["weather", oslo]],
            finish: .toolCalls),
        Case(
            testDescription: "a call of nothing known in the text is text",
            deltas: [.content(#"{"action":"deploy","params":{"to":"prod"}}"#), .finish(.stop)],
            content: #"{"action":"deploy","params":{"to":"prod"}}"#),
        Case(
            testDescription: "a native call of nothing known is the caller's to refuse",
            deltas: [nativeCall("deploy", #"{"to": "prod"}"#, id: "x"), .finish(.toolCalls)],
            calls: [["deploy", #"{"to":"prod"}"#]], finish: .toolCalls),
        Case(
            testDescription: "calls announced that never come", deltas: [.content("a"), .finish(.toolCalls)],
            content: "a"),
        Case(
            testDescription: "calls after all", deltas: [nativeCall("weather", oslo), .finish(.stop)],
            calls: [["weather", oslo]], finish: .toolCalls),
        Case(
            testDescription: "without tools the text stays as it is",
            deltas: [.content(hermes), .finish(.stop)],
            content: hermes, hasTools: false),
        Case(
            testDescription: "without tools thoughts are thoughts all the same",
            deltas: [.content("<think>hm</think>Hello"), .finish(.stop)], content: "Hello", reasoning: "hm",
            hasTools: false),
        Case(
            testDescription: "a caller that wants no calls gets none",
            deltas: [.content(hermes), .finish(.stop)],
            content: hermes, choice: ToolChoice.none),
        Case(
            testDescription: "the same call in both channels is one",
            deltas: [.content(hermes), nativeCall("weather", oslo, id: "n"), .finish(.toolCalls)],
            calls: [["weather", oslo]], finish: .toolCalls),
    ]

    private static func request(_ example: Case) throws -> AnswerRequest {
        let schema: JSONValue = [
            "type": "object", "properties": ["city": ["type": "string"], "days": ["type": "integer"]],
            "required": ["city"],
        ]
        let messages = [ChatMessage(role: .user, text: "go")]
        guard example.hasTools else { return AnswerRequest(ChatRequest(messages: messages)) }
        let definition = ToolDefinition(name: "weather", description: "", inputSchema: schema)
        return AnswerRequest(
            ChatRequest(messages: messages, tools: [definition], toolChoice: example.choice),
            tools: [
                AnswerRequest.Tool(
                    name: "weather", schema: try Schema(compiling: schema), isStrict: example.isStrict)
            ])
    }

    @Test(arguments: cases)
    func `an answer in one piece`(_ example: Case) async throws {
        let model = ScriptedModel(turns: [example.deltas])
        let answer = try await LoopFixture(model).loop.complete(try Self.request(example))
        #expect(answer.content == example.content)
        #expect(answer.reasoning == example.reasoning)
        #expect(answer.toolCalls.map { [$0.name, $0.arguments] } == example.calls)
        #expect(answer.finishReason == example.finish)
        #expect(model.requests.first?.tools.map(\.name) == (example.hasTools ? ["weather"] : []))
    }

    @Test(arguments: cases)
    func `the same answer in a stream, a character at a time`(_ example: Case) async throws {
        let pieces = example.deltas.flatMap { delta -> [ChatDelta] in
            guard case .content(let text) = delta else { return [delta] }
            return text.map { .content(String($0)) }
        }
        let model = ScriptedModel([.steps(pieces.map { .batch([$0]) })])
        let events = try await Self.events(of: Self.request(example), model)
        #expect(events.text == example.content)
        #expect(events.calls.map { [$0.name, JSONValue.object($0.arguments).jsonText()] } == example.calls)
        #expect(events.dones == [example.finish])
        #expect(events.failures.isEmpty)
    }

    private static func events(of request: AnswerRequest, _ model: ScriptedModel) async throws -> [ChatEvent]
    {
        var stream = try await LoopFixture(model).loop.stream(request)
        var events: [ChatEvent] = []
        while let more = try await stream.next() { events += more }
        return events
    }

    @Test func `ids are kept, made ones fit every template, and no two answers share one`() async throws {
        let two = Self.hermes + "\n" + Self.hermes.replacing("Oslo", with: "Bergen")
        var ids: Set<String> = []
        for _ in 1...2 {
            let model = ScriptedModel(turns: [
                [
                    .content(two), nativeCall("weather", #"{"city":"Turku"}"#, id: "functions.weather:0"),
                    .finish(.stop),
                ]
            ])
            let calls = try await Self.events(of: Self.request(Self.cases[0]), model).calls
            #expect(calls.map(\.id).last == "functions.weather:0")
            for call in calls.dropLast() {
                #expect(call.id.count == 9 && call.id.utf8.allSatisfy { $0 > 0x2F && $0 < 0x7B })
                #expect(ids.insert(call.id).inserted)
            }
        }
        #expect(ids.count == 4)
    }

    @Test func `an answer that breaks off says so once`() async throws {
        let model = ScriptedModel(turns: [[.content("one")]])
        let events = try await Self.events(of: Self.request(Self.cases[0]), model)
        #expect(events.text == "one")
        #expect(events.failures.map(\.code) == ["upstream_truncated"])
        #expect(events.dones == [.error])
    }
}
