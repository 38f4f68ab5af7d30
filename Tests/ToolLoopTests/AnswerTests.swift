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
        /// Its deltas are fragments, which no answer in one piece has.
        var isStreamOnly = false
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
            calls: [["weather", #"{"days": "3", "made": {"up": 1.0}}"#]], finish: .toolCalls),
        Case(
            testDescription: "what had to be mended is written anew",
            deltas: [nativeCall("weather", #"{"city": "Oslo",}"#), .finish(.toolCalls)],
            calls: [["weather", oslo]], finish: .toolCalls),
        Case(
            testDescription: "native calls all told apart",
            deltas: [
                nativeCall("weather", "", id: "a"),
                .toolCall(ToolCallDelta(index: 0, arguments: #"{ "city":"#)),
                .toolCall(ToolCallDelta(index: 0, arguments: #""Oslo" }"#)),
                nativeCall("weather", #"{"city" : "Bergen"}"#, id: "b", index: 1),
                nativeCall("weather", #"{"city": "Oslo"}"#, id: "c", index: 2), .finish(.toolCalls),
            ],
            calls: [
                ["weather", #"{ "city":"Oslo" }"#], ["weather", #"{"city" : "Bergen"}"#],
                ["weather", #"{"city": "Oslo"}"#],
            ], finish: .toolCalls, isStreamOnly: true),
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
            calls: [["deploy", #"{"to": "prod"}"#]], finish: .toolCalls),
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

    @Test(arguments: cases.filter { !$0.isStreamOnly })
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
        let parts = try await Self.parts(of: Self.request(example), model)
        #expect(parts.text == example.content)
        #expect(parts.calls.map { [$0.name, $0.arguments] } == example.calls)
        #expect(parts.last == .done(example.finish))
        #expect(parts.failureCodes.isEmpty)
    }

    private static func parts(of request: AnswerRequest, _ model: ScriptedModel) async throws -> [AnswerPart]
    {
        var stream = try await LoopFixture(model).loop.stream(request)
        var parts: [AnswerPart] = []
        while let more = try await stream.next() { parts += more }
        return parts
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
            let calls = try await Self.parts(of: Self.request(Self.cases[0]), model).calls
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
        let parts = try await Self.parts(of: Self.request(Self.cases[0]), model)
        #expect(parts.text == "one")
        #expect(parts.failureCodes == ["upstream_truncated"])
        #expect(parts.last == .done(.error))
    }

    @Test func `a schema that model servers refuse is respelt in the caller's own words, and all else stays`()
        async throws
    {
        let refused: JSONValue = [
            "type": "object", "properties": ["code": ["type": "string", "pattern": #"\d+"#]],
        ]
        let tools: JSONValue = [
            ["type": "function", "function": ["name": "f", "parameters": refused, "x": 1], "y": 2],
            ["type": "web_search"],
        ]
        let model = ScriptedModel(turns: [[nativeCall("f", #"{"code":"a"}"#), .finish(.toolCalls)]])
        let chat = ChatRequest(
            messages: [ChatMessage(role: .user, text: "go")],
            tools: [ToolDefinition(name: "f", description: "", inputSchema: refused)],
            verbatim: ["tools": tools])
        let request = AnswerRequest(
            chat,
            tools: [AnswerRequest.Tool(name: "f", schema: try Schema(compiling: refused), isStrict: false)])
        let answer = try await LoopFixture(model).loop.complete(request)
        #expect(answer.toolCalls.map(\.arguments) == [#"{"code":"a"}"#])
        let sent = try #require(model.requests.first)
        let entries = try #require(sent.verbatim["tools"]?.array)
        #expect(entries.first?["function"]?["parameters"] == sent.tools.first?.inputSchema)
        #expect(entries.first?["function"]?["parameters"] != refused)
        #expect(entries.first?["function"]?["x"] == 1 && entries.first?["y"] == 2)
        #expect(entries.last == ["type": "web_search"])
    }

    @Test func `what one caller's tools are refused for does not change what others get`() async throws {
        let refusal = ModelError.refused(url: "http://u", status: 400, body: "bad tool schema")
        let taught = ScriptedModel.Answer.steps([.batch([.content("ok"), .finish(.stop)])])
        let model = ScriptedModel([.error(refusal), taught, taught])
        let loop = try LoopFixture(model).loop
        for _ in 1...2 { _ = try await loop.complete(try Self.request(Self.cases[0])) }
        #expect(model.requests.map { $0.tools.count } == [1, 0, 1])
    }
}

extension [AnswerPart] {
    fileprivate var text: String {
        reduce(into: "") { text, part in
            if case .text(let piece) = part { text += piece }
        }
    }

    fileprivate var calls: [ChatToolCall] {
        compactMap { if case .call(let call) = $0 { call } else { nil } }
    }

    fileprivate var failureCodes: [String] {
        compactMap { if case .failure(let failure) = $0 { failure.code } else { nil } }
    }
}
