// SPDX-License-Identifier: Apache-2.0

import ChatModel
import HTTPAPI
import HTTPTypes
import JSON
import TestSupport
import Testing
import ToolModel

@Suite struct CompletionAnswerTests {
    private static let identity = ChatStreamIdentity(id: "chatcmpl-7", model: "up", created: 1_759_137_675)
    private static let usage = TokenUsage(promptTokens: 9, completionTokens: 2, totalTokens: 11)

    @Test(arguments: Transport.allCases)
    func `an answer in one piece is OpenAI's`(_ transport: Transport) async throws {
        let model = ScriptedModel(turns: [
            [.start(Self.identity), .reasoning("hm"), .content("Hello"), .finish(.stop), .usage(Self.usage)]
        ])
        let answer = try await CompletionFixture.post(CompletionFixture.whole(), model, transport)
        #expect(answer.status == 200)
        #expect(
            answer.text
                == #"{"id":"chatcmpl-7","object":"chat.completion","created":1759137675,"model":"up","choices":"#
                + #"[{"index":0,"message":{"role":"assistant","content":"Hello","reasoning_content":"hm"},"#
                + #""logprobs":null,"finish_reason":"stop"}],"#
                + #""usage":{"prompt_tokens":9,"completion_tokens":2,"total_tokens":11}}"#)
    }

    @Test func `calls in the text are calls of the message, whose content is null without other text`()
        async throws
    {
        let text = #"<tool_call>{"name":"get_weather","arguments":{"city":"Oslo"}}</tool_call>"#
        let model = ScriptedModel(turns: [[.content(text + "\n" + text), .finish(.stop)]])
        let answer = try await CompletionFixture.post(CompletionFixture.whole(), model).json
        let choice = try #require(answer["choices"]?.array?.first)
        #expect(choice["message"]?["content"] == .null)
        #expect(choice["finish_reason"] == "tool_calls")
        let calls = try #require(choice["message"]?["tool_calls"]?.array)
        #expect(calls.map { $0["function"]?["arguments"] } == Array(repeating: #"{"city":"Oslo"}"#, count: 2))
        #expect(Set(calls.map { $0["id"]?.string }).count == 2)
    }

    @Test func `several completions are several choices`() async throws {
        let model = ScriptedModel(turns: [
            [.content("one"), .finish(.stop), .usage(Self.usage)],
            [.content("two"), .finish(.stop), .usage(Self.usage)],
        ])
        let answer = try await CompletionFixture.post(CompletionFixture.whole(#","n":2"#), model).json
        let choices = try #require(answer["choices"]?.array)
        #expect(choices.map { $0["index"] } == [0, 1])
        #expect(Set(choices.map { $0["message"]?["content"]?.string }) == ["one", "two"])
        #expect(answer["usage"] == ["prompt_tokens": 9, "completion_tokens": 4, "total_tokens": 13])
    }

    // MARK: - What the model gets

    @Test func `the model gets the caller's tools alone, and all that the caller wrote`() async throws {
        let model = ScriptedModel(turns: [[.content("ok"), .finish(.stop)]])
        let messages =
            #"[{"role":"user","content":"hi","cache_control":{"type":"ephemeral"}},"#
            + #"{"role":"assistant","content":null,"tool_calls":[{"id":"functions.f:0","type":"function","#
            + #""function":{"name":"f","arguments":"{ }"},"extra_content":1}]},"#
            + #"{"role":"tool","tool_call_id":"functions.f:0","content":"8"}]"#
        let tools =
            #"[{"type":"function","function":{"name":"f","strict":false,"x":1}},{"type":"web_search"}]"#
        let rest = #""temperature":0.70,"top_k":40,"ttl":300,"seed":9007199254740993,"made_up":{"a":[null]}"#
        let answer = try await CompletionFixture.post(
            #"{"model":"m","messages":\#(messages),"tools":\#(tools),"tool_choice":"auto",\#(rest),"stream":false,"#
                + #""stream_options":{"include_usage":false},"n":1,"toolhost":{"execute":false}}"#, model)
        #expect(answer.status == 200, "\(answer.text)")
        let request = try #require(model.requests.first)
        #expect(request.model == "m")
        #expect(request.tools.map(\.name) == ["f"])
        #expect(request.verbatim["messages"]?.jsonText() == messages)
        #expect(request.verbatim["tools"]?.jsonText() == tools)
        #expect(request.verbatim["tool_choice"] == "auto")
        #expect(JSONValue.object(request.parameters).jsonText() == "{\(rest)}")
    }

    @Test func `an upstream that takes no tools gets a prompt that teaches them`() async throws {
        let model = ScriptedModel([
            .error(.refused(url: "http://u", status: 400, body: "this model has no tool template")),
            .steps([
                .batch([.content(#"{"action":"get_weather","params":{"city":"Oslo"}}"#), .finish(.stop)])
            ]),
        ])
        let answer = try await CompletionFixture.post(CompletionFixture.body(), model)
        #expect(try answer.collected().calls.first?.arguments == #"{"city":"Oslo"}"#)
        let second = try #require(model.requests.last)
        #expect(second.tools.isEmpty && second.verbatim.isEmpty)
        #expect(second.messages.first?.content.text.contains("get_weather") == true)
    }

    // MARK: - Failures

    /// An upstream's failure, and what the client hears of it.
    struct Failure: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let error: ModelError
        let status: Int
        let body: String
    }

    private static func refusal(_ status: Int, _ body: String = "") -> ModelError {
        .refused(url: "http://u", status: status, body: body)
    }

    static let failures: [Failure] = [
        Failure(
            testDescription: "nothing answers", error: .unreachable(url: "http://u", detail: "refused"),
            status: 503,
            body: #""type":"server_error","param":null,"code":"upstream_unreachable""#),
        Failure(
            testDescription: "unknown model, said in OpenAI's words",
            error: refusal(
                404,
                #"{"error":{"message":"no such model","type":"not_found_error","param":"model","code":"model_not_found"}}"#
            ), status: 404,
            body:
                #"{"error":{"message":"no such model","type":"not_found_error","param":"model","code":"model_not_found"}}"#
        ),
        Failure(
            testDescription: "a sentence for an error", error: refusal(400, #"{"error":"context too long"}"#),
            status: 400,
            body:
                #"{"error":{"message":"context too long","type":"invalid_request_error","param":null,"code":null}}"#
        ),
        Failure(
            testDescription: "a page for an error", error: refusal(404, "<html>"), status: 404,
            body: #""type":"invalid_request_error","param":null,"code":"upstream_error""#),
        Failure(
            testDescription: "too many requests", error: refusal(429), status: 429,
            body: #""type":"rate_limit_error","param":null,"code":"upstream_error""#),
        Failure(
            testDescription: "the host's key is refused",
            error: refusal(401, #"{"error":{"message":"bad key sk-1"}}"#),
            status: 502, body: #""type":"server_error","param":null,"code":"upstream_error""#),
        Failure(
            testDescription: "the upstream fails", error: refusal(500, "oops"), status: 502,
            body: #""type":"server_error","param":null,"code":"upstream_error""#),
        Failure(
            testDescription: "the upstream fails and says why",
            error: refusal(500, #"{"error":"out of memory"}"#),
            status: 502,
            body:
                #"answered with status 500. It says: out of memory","type":"server_error","param":null,"code":"upstream_error""#
        ),
        Failure(
            testDescription: "no completion",
            error: .unreadable(url: "http://u", detail: "HTML", body: "<html>"),
            status: 502, body: #""code":"upstream_error""#),
        Failure(
            testDescription: "broken off", error: .truncated(url: "http://u", detail: "reset"), status: 502,
            body: #""code":"upstream_truncated""#),
        Failure(
            testDescription: "silence",
            error: .timedOut(url: "http://u", limit: "LM_STUDIO_TIMEOUT", after: .seconds(60)), status: 504,
            body: #""code":"upstream_timeout""#),
    ]

    @Test(arguments: failures, [true, false])
    func `an upstream's failure has OpenAI's shape and a status that fits`(
        _ failure: Failure, _ streams: Bool
    )
        async throws
    {
        let answer = try await CompletionFixture.post(
            streams ? CompletionFixture.body() : CompletionFixture.whole(),
            ScriptedModel([.error(failure.error)]))
        #expect(answer.status == failure.status)
        #expect(answer.text.contains(failure.body), "\(answer.text)")
        #expect(try answer.json.object?.names.elementsEqual(["error"]) == true)
        #expect(answer.headers[try #require(HTTPField.Name("X-Request-Id"))] != nil)
        #expect(!answer.text.contains("sk-1"))
    }
}
