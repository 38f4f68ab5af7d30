// SPDX-License-Identifier: Apache-2.0

import ChatModel
import HTTPAPI
import HTTPTypes
import JSON
import NIOCore
import ServiceLifecycle
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct CompletionStreamTests {
    private static let identity = ChatStreamIdentity(id: "chatcmpl-7", model: "up", created: 1_759_137_675)
    private static let usage = TokenUsage(promptTokens: 9, completionTokens: 2, totalTokens: 11)
    private static let hello: [ChatDelta] = [
        .start(identity), .content("Hel"), .content("lo"), .finish(.stop), .usage(usage),
    ]

    /// A chunk with everything that OpenAI's have.
    private static func chunk(_ delta: String, finish: String = "null", usage: String = "") -> String {
        #"{"id":"chatcmpl-7","object":"chat.completion.chunk","created":1759137675,"model":"up","choices":"#
            + #"[{"index":0,"delta":\#(delta),"logprobs":null,"finish_reason":\#(finish)}]\#(usage)}"#
    }

    @Test(arguments: Transport.allCases)
    func `text comes in OpenAI's chunks`(_ transport: Transport) async throws {
        let answer = try await CompletionFixture.post(
            CompletionFixture.body(), ScriptedModel(turns: [Self.hello]), transport)
        #expect(answer.status == 200)
        #expect(answer.headers[.contentType] == "text/event-stream")
        #expect(
            answer.events == [
                Self.chunk(#"{"role":"assistant","content":""}"#), Self.chunk(#"{"content":"Hel"}"#),
                Self.chunk(#"{"content":"lo"}"#), Self.chunk("{}", finish: #""stop""#), "[DONE]",
            ])
    }

    @Test func `token counts come last when they are wanted, and every other chunk says that they come`()
        async throws
    {
        let answer = try await CompletionFixture.post(
            CompletionFixture.body(#","stream_options":{"include_usage":true}"#),
            ScriptedModel(turns: [Self.hello]))
        let null = #","usage":null"#
        #expect(
            answer.events == [
                Self.chunk(#"{"role":"assistant","content":""}"#, usage: null),
                Self.chunk(#"{"content":"Hel"}"#, usage: null), Self.chunk(#"{"content":"lo"}"#, usage: null),
                Self.chunk("{}", finish: #""stop""#, usage: null),
                #"{"id":"chatcmpl-7","object":"chat.completion.chunk","created":1759137675,"model":"up","#
                    + #""choices":[],"usage":{"prompt_tokens":9,"completion_tokens":2,"total_tokens":11}}"#,
                "[DONE]",
            ])
    }

    @Test func `a call in the text becomes a call beside it, first its name, then its arguments`()
        async throws
    {
        let model = ScriptedModel(turns: [
            [
                .start(Self.identity), .reasoning("hm"), .content("<tool_"),
                .content(
                    "call>\n{\"name\": \"get_weather\", \"arguments\": {\"city\": \"Oslo\"}}\n</tool_call>"),
                .finish(.stop),
            ]
        ])
        let answer = try await CompletionFixture.post(CompletionFixture.body(), model)
        let call = try #require(try answer.collected().calls.first)
        #expect(
            answer.events == [
                Self.chunk(#"{"role":"assistant","content":null}"#),
                Self.chunk(#"{"reasoning_content":"hm"}"#),
                Self.chunk(
                    #"{"tool_calls":[{"index":0,"id":"\#(call.id)","type":"function","function":"#
                        + #"{"name":"get_weather","arguments":""}}]}"#),
                Self.chunk(
                    #"{"tool_calls":[{"index":0,"function":{"arguments":"{\"city\":\"Oslo\"}"}}]}"#),
                Self.chunk("{}", finish: #""tool_calls""#), "[DONE]",
            ])
        #expect(call.id.count == 9 && call.id.allSatisfy { $0.isLetter || $0.isNumber })
    }

    @Test func `what the upstream does not tell of itself is made up`() async throws {
        let model = ScriptedModel(turns: [[.content("a"), .finish(.stop)]])
        let chunks = try await CompletionFixture.post(CompletionFixture.body(), model).chunks
        let ids = Set(chunks.map { $0["id"]?.string ?? "" })
        #expect(ids.count == 1 && ids.first?.hasPrefix("chatcmpl-") == true)
        #expect(chunks.allSatisfy { $0["model"] == "m" && ($0["created"]?.int ?? 0) > 1_700_000_000 })
    }

    @Test func `several completions come side by side`() async throws {
        let model = ScriptedModel(turns: [
            [.content("one"), .finish(.stop), .usage(Self.usage)],
            [.content("two"), .finish(.length), .usage(Self.usage)],
        ])
        let answer = try await CompletionFixture.post(
            CompletionFixture.body(#","n":2,"seed":5,"stream_options":{"include_usage":true}"#), model)
        let all = [try answer.collected(), try answer.collected(choice: 1)]
        #expect(Set(all.map(\.content)) == ["one", "two"])
        #expect(Set(all.map(\.finish)) == ["stop", "length"])
        #expect(Set(try answer.chunks.map { $0["id"]?.string }).count == 1)
        #expect(
            try answer.chunks.last?["usage"]
                == ["prompt_tokens": 9, "completion_tokens": 4, "total_tokens": 13])
        #expect(Set(model.requests.map { $0.parameters["seed"]?.int }) == [5, 6])
        #expect(model.requests.allSatisfy { $0.parameters["n"] == nil })
    }

    // MARK: - Failures

    @Test func `what fails in mid-stream is an error in the stream, and its end`() async throws {
        let failure = UpstreamFailure(
            message: "The model server broke off its answer.", code: "upstream_truncated")
        let model = ScriptedModel(turns: [[.start(Self.identity), .content("one"), .failure(failure)]])
        let answer = try await CompletionFixture.post(CompletionFixture.body(), model)
        #expect(answer.status == 200)
        #expect(
            answer.events == [
                Self.chunk(#"{"role":"assistant","content":""}"#), Self.chunk(#"{"content":"one"}"#),
                #"{"error":{"message":"The model server broke off its answer.","type":"server_error","#
                    + #""param":null,"code":"upstream_truncated"}}"#,
                "[DONE]",
            ])
    }

    @Test func `an answer without a finish reason is a broken one`() async throws {
        let model = ScriptedModel(turns: [[.content("one")]])
        let answer = try await CompletionFixture.post(CompletionFixture.body(), model)
        #expect(try answer.chunks.last?["error"]?["code"] == "upstream_truncated")
        #expect(try answer.collected().finish == nil)
    }

    @Test func `a completion that fails ends the others`() async throws {
        let model = ScriptedModel([
            .steps([.batch([.content("one")]), .wait(Gate())]),
            .error(.unreachable(url: "http://u", detail: "refused")),
        ])
        let answer = try await CompletionFixture.post(CompletionFixture.body(#","n":2"#), model)
        #expect(try answer.chunks.last?["error"]?["code"] == "upstream_unreachable")
        #expect(answer.events.last == "[DONE]")
    }

    // MARK: - Over time

    @Test func `chunks are written as they happen, and the connection serves on`() async throws {
        let gate = Gate()
        let model = ScriptedModel([
            .steps([.batch([.content("one")]), .wait(gate), .batch([.content("two"), .finish(.stop)])]),
            .steps([.batch([.content("three"), .finish(.stop)])]),
        ])
        try await ServerFixture(model).whileServing { port, _ in
            try await RawConnection.with(port: port) { connection in
                try await connection.post("/v1/chat/completions", CompletionFixture.body())
                #expect(try await connection.status() == 200)
                _ = try await connection.read(to: #"{"content":"one"}"#)
                gate.open()
                _ = try await connection.read(to: #"{"content":"two"}"#)
                #expect(try await connection.read(to: "\r\n0\r\n\r\n").contains("data: [DONE]"))
                try await connection.post("/v1/chat/completions", CompletionFixture.body())
                #expect(try await connection.status() == 200)
                #expect(try await connection.read(to: "\r\n0\r\n\r\n").contains(#"{"content":"three"}"#))
            }
        }
    }

    @Test func `a silent stream shows every fifteen seconds that it lives`() async throws {
        let clock = ManualClock()
        let gate = Gate()
        let model = ScriptedModel([
            .steps([.batch([.content("one")]), .wait(gate), .batch([.content("two"), .finish(.stop)])])
        ])
        try await ServerFixture(model, settings: .test { $0.clock = clock }).whileServing { port, _ in
            try await RawConnection.with(port: port) { connection in
                try await connection.post("/v1/chat/completions", CompletionFixture.body())
                _ = try await connection.read(to: #"{"content":"one"}"#)
                for _ in 1...3 {
                    try await clock.sleepers(1)
                    clock.advance(by: .seconds(15))
                    _ = try await connection.read(to: ": keep-alive\n\n")
                }
                gate.open()
                _ = try await connection.read(to: "\r\n0\r\n\r\n")
            }
        }
    }

    @Test(arguments: [
        CompletionFixture.body(), CompletionFixture.whole(), CompletionFixture.body(#","n":3"#),
    ])
    func `a client that leaves cancels the upstream request`(_ body: String) async throws {
        let isTaken = Gate()
        let answer = ScriptedModel.Answer.steps([
            .batch([.content("one")]), .opens(isTaken), .wait(Gate()),
        ])
        let model = ScriptedModel([answer, answer, answer])
        try await ServerFixture(model).whileServing { port, _ in
            try await RawConnection.with(port: port) { connection in
                try await connection.post("/v1/chat/completions", body)
                try await isTaken.wait()
            }
            try await model.wasCancelled.wait()
        }
    }

    @Test func `a client that leaves before the upstream has accepted cancels the request`() async throws {
        let model = SlowModel()
        try await ServerFixture(answering: model).whileServing { port, _ in
            try await RawConnection.with(port: port) { connection in
                try await connection.post("/v1/chat/completions", CompletionFixture.body())
                try await model.wasAsked.wait()
            }
            try await model.wasCancelled.wait()
        }
    }

    @Test func `a server that ends tells its streams and its waiting clients`() async throws {
        let model = ScriptedModel([
            .steps([.batch([.content("one")]), .wait(Gate())]),
            .steps([.batch([.content("two")]), .wait(Gate())]),
        ])
        try await ServerFixture(model, settings: .test { $0.shutdownGrace = .seconds(60) }).whileServing {
            port, services in
            try await RawConnection.with(port: port) { stream in
                try await stream.post("/v1/chat/completions", CompletionFixture.body())
                _ = try await stream.read(to: #"{"content":"one"}"#)
                try await RawConnection.with(port: port) { waiting in
                    try await waiting.post("/v1/chat/completions", CompletionFixture.whole())
                    while model.requests.count < 2 { await Task.yield() }
                    await services.triggerGracefulShutdown()
                    #expect(try await waiting.readAll().contains(#""type":"server_error""#))
                }
                let rest = try await stream.readAll()
                #expect(rest.contains(#""code":"shutting_down"}}"#))
                #expect(rest.contains("data: [DONE]"))
            }
        }
    }
}

/// A model whose server never accepts a request.
private struct SlowModel: LanguageModel {
    let wasAsked = Gate()
    let wasCancelled = Gate()
    let upstream = UpstreamDescription(kind: "slow", url: nil, model: "slow")

    func stream(_ request: ChatRequest) async throws -> ChatDeltaStream {
        wasAsked.open()
        do {
            try await Gate().wait()
        } catch {
            wasCancelled.open()
            throw error
        }
        return ChatDeltaStream { nil }
    }

    func complete(_ request: ChatRequest) async throws -> ChatCompletion {
        throw ModelError.invalidRequest(detail: "only streams are asked for")
    }

    func models() async throws -> [ModelDescription] { [] }
}
