// SPDX-License-Identifier: Apache-2.0

import ChatModel
import HTTPAPI
import HTTPTypes
import HummingbirdTesting
import JSON
import NIOCore
import TestSupport
import Testing
import ToolModel

@Suite struct ChatRoutesTests {
    private static let hello: [ChatDelta] = [
        .start(ChatStreamIdentity(id: "chatcmpl-1", model: "m", created: 1_759_137_675)), .content("Hel"),
        .content("lo"), .finish(.stop),
        .usage(TokenUsage(promptTokens: 9, completionTokens: 2, totalTokens: 11)),
    ]
    private static let call: [ChatDelta] = [
        nativeCall("echo", #"{"text":"a"}"#, id: "c1"), .finish(.toolCalls),
    ]

    /// Sends a body and returns status, content type and text.
    private func post(
        _ path: String, _ body: String, _ model: ScriptedModel, _ transport: Transport = .router,
        settings: HTTPServerSettings = .test()
    ) async throws -> (status: Int, contentType: String?, text: String) {
        try await ServerFixture(model, settings: settings).server.application().test(transport.setup) {
            client in
            try await client.execute(
                uri: path, method: .post, headers: [.contentType: "application/json"],
                body: ByteBuffer(string: body)
            ) { ($0.status.code, $0.headers[.contentType], String(buffer: $0.body)) }
        }
    }

    @Test(arguments: Transport.allCases)
    func `a chat streams its events unless asked otherwise`(_ transport: Transport) async throws {
        let answer = try await post(
            "/chat", #"{"messages":[{"role":"user","content":"hi"}]}"#, ScriptedModel(turns: [Self.hello]),
            transport)
        #expect(answer.status == 200)
        #expect(answer.contentType == "text/event-stream")
        let text = answer.text.split(separator: "\n\n").filter { $0.contains("chunk") }
        #expect(text.count <= 2 && !text.isEmpty)
        #expect(
            answer.text.hasSuffix(
                #"data: {"type":"usage","data":{"prompt_tokens":9,"completion_tokens":2,"total_tokens":11}}"#
                    + "\n\n"
                    + #"data: {"type":"done","data":{"finishReason":"stop"}}"# + "\n\n"))
    }

    @Test func `an answer in one piece is a chat completion with the events beside it`() async throws {
        let answer = try await post(
            "/chat", #"{"messages":[{"role":"user","content":"hi"}],"stream":false}"#,
            ScriptedModel(turns: [[.content("Hello"), .finish(.stop)]]))
        var body = try #require(try JSONValue(parsing: answer.text).object)
        #expect(body["id"]?.string?.hasPrefix("chatcmpl-") == true)
        #expect(try #require(body["created"]?.int) > 1_700_000_000)
        body["id"] = nil
        body["created"] = nil
        #expect(
            JSONValue.object(body).jsonText()
                == #"{"object":"chat.completion","model":"scripted-1","choices":[{"index":0,"message":"#
                + #"{"role":"assistant","content":"Hello"},"logprobs":null,"finish_reason":"stop"}],"#
                + #""chunks":[{"type":"chunk","data":"Hello"},{"type":"done","data":{"finishReason":"stop"}}]}"#
        )
    }

    @Test func `the upstream's identity and usage are passed on`() async throws {
        let answer = try await post(
            "/chat/overrides", #"{"messages":[{"role":"user","content":"hi"}]}"#,
            ScriptedModel(turns: [Self.hello]))
        let body = try JSONValue(parsing: answer.text)
        #expect(body["id"] == "chatcmpl-1")
        #expect(body["created"] == 1_759_137_675)
        #expect(body["model"] == "m")
        #expect(body["usage"] == ["prompt_tokens": 9, "completion_tokens": 2, "total_tokens": 11])
    }

    @Test(arguments: ["", "\n\n"])
    func `native calls without text are written out, and listed`(_ blank: String) async throws {
        let answer = try await post(
            "/chat", #"{"messages":[{"role":"user","content":"hi"}],"stream":false}"#,
            ScriptedModel(turns: [[.content(blank)] + Self.call]))
        let choice = try #require(try JSONValue(parsing: answer.text)["choices"]?.array?.first)
        #expect(choice["message"]?["content"] == #"{"action":"echo","params":{"text":"a"}}"#)
        #expect(
            choice["message"]?["tool_calls"] == [
                [
                    "id": "c1", "type": "function",
                    "function": ["name": "echo", "arguments": #"{"text":"a"}"#],
                ]
            ])
        #expect(choice["finish_reason"] == "tool_calls")
    }

    @Test(
        arguments: [
            ("/chat", true, false, true), ("/chat", false, false, false), ("/chat", nil, true, true),
            ("/chat/overrides", true, false, true), ("/chat/legacy", true, true, false),
            ("/chat", false, true, false),
        ] as [(String, Bool?, Bool, Bool)])
    func `calls are run when the request or the setting says so, and never on the legacy route`(
        _ path: String, _ execute: Bool?, _ byDefault: Bool, _ runs: Bool
    ) async throws {
        let model = ScriptedModel(turns: [Self.call, [.content("a it is"), .finish(.stop)]])
        let flag = execute.map { #","execute":\#($0)"# } ?? ""
        let answer = try await post(
            path, #"{"messages":[{"role":"user","content":"hi"}],"stream":true\#(flag)}"#, model,
            settings: .test { $0.executesByDefault = byDefault })
        #expect(answer.text.contains(#""type":"action","id":"c1""#))
        #expect(answer.text.contains(#""type":"result","id":"c1""#) == runs)
        #expect(answer.text.hasSuffix(#"{"finishReason":"\#(runs ? "stop" : "tool_calls")"}}"# + "\n\n"))
        #expect(model.requests.count == (runs ? 2 : 1))
    }

    @Test func `overrides reach the model digit for digit`() async throws {
        let model = ScriptedModel(turns: [Self.hello])
        let overrides =
            #"{"temperature":0.70,"max_tokens":150,"top_p":1,"frequency_penalty":-2,"presence_penalty":2.0,"#
            + #""stop":["a","b"],"user":"u","seed":9007199254740993,"top_k":0,"min_p":0.05,"repeat_penalty":1.1,"#
            + #""logit_bias":{"50256":-100},"reasoning_effort":"low","ttl":300,"#
            + #""response_format":{"type":"json_schema","json_schema":{"name":"x","schema":{}}}}"#
        _ = try await post(
            "/chat/overrides",
            #"{"messages":[{"role":"user","content":"hi"}],"model":"a","overrides":\#(overrides)}"#, model)
        let request = try #require(model.requests.first)
        #expect(JSONValue.object(request.parameters).jsonText() == overrides)
        #expect(request.model == "a")
    }

    @Test
    func `model and tool choice have their places, an object is asked for by a schema, null is nothing`()
        async throws
    {
        let model = ScriptedModel(turns: [Self.hello])
        _ = try await post(
            "/chat/overrides",
            #"{"messages":[{"role":"user","content":"hi"}],"overrides":{"model":"b","tool_choice":"none","seed":null,"#
                + #""response_format":{"type":"json_object"}}}"#, model)
        let request = try #require(model.requests.first)
        #expect(request.model == "b")
        #expect(request.toolChoice == ToolChoice.none)
        #expect(
            request.parameters == [
                "response_format": [
                    "type": "json_schema", "json_schema": ["name": "object", "schema": ["type": "object"]],
                ]
            ])
    }

    @Test(arguments: [
        (
            #""temperature":2.1"#, "override_out_of_range",
            "/overrides/temperature must be a number from 0 to 2, not 2.1."
        ),
        (#""temperature":-0.1"#, "override_out_of_range", "from 0 to 2"),
        (#""temperature":1e400"#, "override_out_of_range", "not 1e400"),
        (
            #""max_tokens":0"#, "override_out_of_range",
            "/overrides/max_tokens must be a whole number of at least 1, not 0."
        ),
        (#""top_p":1.01"#, "override_out_of_range", "from 0 to 1"),
        (#""frequency_penalty":-2.5"#, "override_out_of_range", "from -2 to 2"),
        (#""presence_penalty":3"#, "override_out_of_range", "from -2 to 2"),
        (#""min_p":2"#, "override_out_of_range", "from 0 to 1"),
        (#""top_k":-1"#, "override_out_of_range", "at least 0"),
        (#""repeat_penalty":0"#, "override_out_of_range", "over 0"),
        (#""ttl":0"#, "override_out_of_range", "at least 1"),
        (#""temperature":"hot""#, "invalid_request", #"must be a number from 0 to 2, not the string "hot"."#),
        (#""max_tokens":1.5"#, "invalid_request", "not 1.5"),
        (#""seed":true"#, "invalid_request", "must be a whole number, not true"),
        (#""stop":[1]"#, "invalid_request", "a string or an array of strings"),
        (#""model":[]"#, "invalid_request", "must be a string, not an array"),
        (#""response_format":"json""#, "invalid_request", "must be an object"),
        (#""tool_choice":"always""#, "invalid_request", "tool_choice"),
        (
            #""temprature":1"#, "unknown_override",
            #"There is no override "temprature". Did you mean "temperature"?"#
        ),
        (#""zzz":1"#, "unknown_override", #"There is no override "zzz"."#),
    ])
    func `a wrong override is named with what it may be`(_ override: String, _ code: String, _ says: String)
        async throws
    {
        let answer = try await post(
            "/chat/overrides", #"{"messages":[{"role":"user","content":"hi"}],"overrides":{\#(override)}}"#,
            ScriptedModel([]))
        #expect(answer.status == 400)
        let body = try JSONValue(parsing: answer.text)
        #expect(body["code"]?.string == code)
        #expect(body["error"]?.string?.contains(says) == true)
    }

    @Test(arguments: [
        (ModelError.unreachable(url: "http://u", detail: "refused"), 503, "upstream_unreachable"),
        (.refused(url: "http://u", status: 500, body: "oops"), 502, "upstream_error"),
        (.unreadable(url: "http://u", detail: "HTML", body: "<html>"), 502, "upstream_error"),
        (.truncated(url: "http://u", detail: "reset"), 502, "upstream_truncated"),
        (
            .timedOut(url: "http://u", limit: "LM_STUDIO_TIMEOUT", after: .seconds(60)), 504,
            "upstream_timeout"
        ),
        (.invalidRequest(detail: "no model"), 400, "invalid_request"),
    ])
    func `an upstream's failure is a status in one piece and an event in a stream`(
        _ error: ModelError, _ status: Int, _ code: String
    ) async throws {
        let whole = try await post(
            "/chat", #"{"messages":[{"role":"user","content":"hi"}],"stream":false}"#,
            ScriptedModel([.error(error)]))
        #expect(whole.status == status)
        #expect(try JSONValue(parsing: whole.text)["code"]?.string == code)
        #expect(try JSONValue(parsing: whole.text)["details"]?["body"]?.string == error.body)

        let streamed = try await post(
            "/chat", #"{"messages":[{"role":"user","content":"hi"}],"stream":true}"#,
            ScriptedModel([.error(error)]))
        #expect(streamed.status == 200)
        #expect(streamed.text.hasPrefix(#"data: {"type":"error","#))
        #expect(streamed.text.contains(#""code":"\#(code)""#))
        #expect(streamed.text.hasSuffix(#"data: {"type":"done","data":{"finishReason":"error"}}"# + "\n\n"))
    }

    @Test func `deltas and the caller's tools reach the loop`() async throws {
        let model = ScriptedModel(turns: [[nativeCall("mine", "{}", id: "c1"), .finish(.toolCalls)]])
        let tool = #"{"type":"function","function":{"name":"mine","parameters":{"type":"object"}}}"#
        let answer = try await post(
            "/chat",
            #"{"messages":[{"role":"user","content":"hi"}],"deltas":true,"execute":true,"tools":[\#(tool)]}"#,
            model)
        #expect(model.requests.first?.tools.last?.name == "mine")
        #expect(answer.text.contains(#"{"type":"action","id":"c1","data":{"action":"mine","params":{}}}"#))
        #expect(answer.text.contains(#""finishReason":"tool_calls""#))
    }
}
