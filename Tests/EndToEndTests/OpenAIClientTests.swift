// SPDX-License-Identifier: Apache-2.0

import Foundation
import JSON
import TestSupport
import Testing

/// OpenAI's own client before the host, as programs use it.
@Suite(
    .disabled(if: OpenAIClient.isSkipped, "TOOLHOST_SKIP_SDK is set: nothing is tested with OpenAI's client"),
    .timeLimit(.minutes(10))
) struct OpenAIClientTests {
    private static let question: JSONObject = [
        "model": "m", "messages": [["role": "user", "content": "hi"]], "tools": DialectCase.tools,
    ]

    /// Runs a host before a model that plays a script, and gives what the client made of its answers.
    private static func answers(
        to requests: [OpenAIClient.Request], script: String
    ) async throws -> [JSONValue] {
        try await RunningHost.withFolder { folder in
            let file = folder.appending(path: "script.jsonl")
            try script.write(to: file, atomically: true, encoding: .utf8)
            return try await RunningModel.with(script: file) { model in
                try await RunningHost.with(upstream: model.url) { host in
                    try await OpenAIClient.answers(to: requests, at: host.url, in: host.folder)
                }
            }
        }
    }

    // MARK: - Dialects

    @Test(arguments: ["whole", "stream", "helper"])
    func `the client gets clean calls whatever dialect the model speaks`(_ way: String) async throws {
        let cases = DialectCase.all.filter { way != "whole" || !$0.isStreamOnly }
        let requests = cases.map { _ in OpenAIClient.Request(way: way, body: Self.question) }
        let answers = try await Self.answers(to: requests, script: cases.map(\.scriptLine).joined())
        try #require(answers.count == cases.count)
        for (example, answer) in zip(cases, answers) {
            let name = example.testDescription
            let choice = try #require(answer["choices"]?.array?.first, "\(name): \(answer)")
            #expect(answer["choices"]?.array?.count == 1, "\(name)")
            #expect((choice["content"]?.string ?? "") == (example.content ?? ""), "\(name): \(answer)")
            #expect(choice["reasoning"]?.string == example.reasoning, "\(name): \(answer)")
            #expect(choice["finish"]?.string == example.clientFinish, "\(name): \(answer)")
            Self.check(choice["calls"]?.array ?? [], example)
            // What OpenAI's types do not know: thoughts, as LM Studio names them, and nothing else.
            let unknown = answer["unknown"]?.array?.compactMap(\.string) ?? []
            #expect(Set(unknown).isSubset(of: ["reasoning_content"]), "\(name): \(unknown)")
        }
    }

    private static func check(_ calls: [JSONValue], _ example: DialectCase) {
        let found = calls.map { [$0["name"]?.string ?? "", $0["arguments"]?.string ?? ""] }
        #expect(found == example.calls, "\(example.testDescription)")
        let ids = calls.compactMap { $0["id"]?.string }
        #expect(Set(ids).count == example.calls.count, "\(example.testDescription): \(ids)")
        if let wanted = example.ids { #expect(ids == wanted, "\(example.testDescription)") }
    }

    @Test func `several completions and token counts`() async throws {
        var body = Self.question
        body["n"] = 2
        let script = String(repeating: #"{"content": ["a", "b"]}"# + "\n", count: 4)
        let answers = try await Self.answers(
            to: ["whole", "stream"].map { OpenAIClient.Request(way: $0, body: body) }, script: script)
        for answer in answers {
            #expect(answer["choices"]?.array?.map { $0["content"]?.string } == ["ab", "ab"], "\(answer)")
        }
        var counted: JSONObject = ["model": "m", "messages": [["role": "user", "content": "Hello"]]]
        counted["stream_options"] = ["include_usage": true]
        let usage = try await RunningHost.with { host in
            try await OpenAIClient.answers(
                to: [OpenAIClient.Request(way: "stream", body: counted)], at: host.url, in: host.folder)
        }
        #expect((usage.first?["usage"]?["total_tokens"]?.int ?? 0) > 0, "\(usage)")
    }

    // MARK: - Failures

    @Test func `what fails is an error of the client's own kinds`() async throws {
        let refusal =
            #"{"status":404,"body":{"error":{"message":"m is not loaded","code":"model_not_found"}}}"#
        let script = [
            refusal, #"{"status":400,"body":{"error":"too long"}}"#,
            #"{"content":["one","two"],"disconnect_after":300}"#,
        ]
        var wrong = Self.question
        wrong["messages"] = []
        let requests = [
            OpenAIClient.Request(way: "stream", body: Self.question),
            OpenAIClient.Request(way: "whole", body: Self.question),
            OpenAIClient.Request(way: "stream", body: Self.question),
            OpenAIClient.Request(way: "whole", body: wrong),
            OpenAIClient.Request(way: "embeddings.create", body: ["model": "m", "input": "a"]),
        ]
        let answers = try await Self.answers(to: requests, script: script.joined(separator: "\n"))
        #expect(
            answers.map { $0["error"]?.string } == [
                "NotFoundError", "BadRequestError", "APIError", "BadRequestError", "NotFoundError",
            ])
        #expect(answers.map { $0["status"]?.int } == [404, 400, nil, 400, 404])
        #expect(
            answers.map { $0["code"]?.string } == [
                "model_not_found", nil, "upstream_truncated", "invalid_request", "upstream_error",
            ])
        #expect(answers.first?["message"]?.string?.contains("m is not loaded") == true)
        #expect(answers.dropFirst(3).first?["param"] == "messages")
    }

    @Test func `a stream that the client closes ends the request to the model server`() async throws {
        let models = ScriptedReply.json(#"{"object":"list","data":[{"id":"m","object":"model"}]}"#)
        let chunk =
            #"data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","#
            + #""choices":[{"index":0,"delta":{"role":"assistant","content":"one"},"finish_reason":null}]}"#
        let unfinished = ScriptedReply.stream([.text(chunk + "\n\n"), .hold(Gate())])
        let whole = ScriptedReply.json(
            #"{"id":"c","created":1,"model":"m","choices":[{"message":{"content":"two"},"finish_reason":"stop"}]}"#
        )
        try await withScriptedUpstream([models, unfinished, whole]) { upstream in
            try await RunningHost.with(upstream: upstream.url, environment: ["LM_STUDIO_MODEL": "m"]) {
                host in
                // The second request shows that it was not the client's end that closed the first.
                let requests = ["close", "whole"].map { OpenAIClient.Request(way: $0, body: Self.question) }
                let answers = try await OpenAIClient.answers(to: requests, at: host.url, in: host.folder)
                #expect(answers.last?["choices"]?.array?.first?["content"] == "two", "\(answers)")
                try await upstream.clientLeft(1)
            }
        }
    }

    @Test func `what the client sends reaches the model server once, in its own words`() async throws {
        let models = ScriptedReply.json(#"{"object":"list","data":[{"id":"m","object":"model"}]}"#)
        let reply = ScriptedReply.json(
            #"{"id":"c","created":1,"model":"m","choices":[{"message":{"content":"a"},"finish_reason":"stop"}]}"#
        )
        try await withScriptedUpstream([models, reply]) { upstream in
            try await RunningHost.with(upstream: upstream.url, environment: ["LM_STUDIO_MODEL": "m"]) {
                host in
                var body = Self.question
                body["extra_body"] = ["made_up": ["a": nil]]
                let request = OpenAIClient.Request(way: "whole", body: body)
                _ = try await OpenAIClient.answers(to: [request], at: host.url, in: host.folder)
                let sent = try await upstream.request(1).body
                let value = try JSONValue(parsing: sent, duplicateKeys: .refused)
                #expect(value["tools"] == DialectCase.tools)
                #expect(value["messages"] == Self.question["messages"])
                #expect(value["made_up"] == ["a": nil])
            }
        }
    }

    // MARK: - What is handed through

    @Test func `models, embeddings, completions and responses`() async throws {
        let models = ScriptedReply.json(#"{"object":"list","data":[{"id":"a/b","object":"model"}]}"#)
        let embedding =
            #"{"object":"list","model":"e","data":[{"object":"embedding","index":0,"embedding":[0.5,-1.0]}],"#
            + #""usage":{"prompt_tokens":1,"total_tokens":1}}"#
        let piece =
            #"{"id":"t","object":"text_completion","created":1,"model":"m","choices":[{"index":0,"text":"Once","#
            + #""logprobs":null,"finish_reason":null}]}"#
        let event =
            #"{"type":"response.output_text.delta","sequence_number":1,"item_id":"i","output_index":0,"#
            + #""content_index":0,"delta":"Hi","logprobs":[]}"#
        let replies = [models, models, models, .json(embedding), .events([piece]), .events([event])]
        let answers = try await withScriptedUpstream(replies) { upstream in
            try await RunningHost.with(upstream: upstream.url, environment: ["LM_STUDIO_MODEL": "a/b"]) {
                host in
                try await OpenAIClient.answers(
                    to: [
                        OpenAIClient.Request(way: "models.list", body: [:]),
                        OpenAIClient.Request(way: "models.retrieve", body: ["model": "a/b"]),
                        OpenAIClient.Request(
                            way: "embeddings.create",
                            body: ["model": "e", "input": "a", "encoding_format": "float"]),
                        OpenAIClient.Request(
                            way: "completions.create", body: ["model": "m", "prompt": "x", "stream": true]),
                        OpenAIClient.Request(
                            way: "responses.create", body: ["model": "m", "input": "x", "stream": true]),
                    ], at: host.url, in: host.folder
                ).compactMap { $0["answer"] }
            }
        }
        try #require(answers.count == 5, "\(answers)")
        #expect(answers[0]["data"]?.array?.first?["id"] == "a/b")
        #expect(answers[1]["id"] == "a/b")
        #expect(answers[2]["data"]?.array?.first?["embedding"]?.jsonText() == "[0.5,-1.0]")
        #expect(answers[3].array?.first?["choices"]?.array?.first?["text"] == "Once")
        #expect(answers[4].array?.first?["delta"] == "Hi")
    }

    // MARK: - The documentation

    @Test func `the program in Python of the page on the HTTP interface prints what the page shows`()
        async throws
    {
        let text = try String(contentsOf: DocumentedRequest.page, encoding: .utf8)
        let shown = try #require(
            text.firstMatch(of: /```python\n(?<program>[\s\S]*?)```\n\n```\n(?<lines>[\s\S]*?)```/))
        let printed = try await RunningHost.with { host in
            let program = String(shown.program).replacing("localhost:3000", with: "localhost:\(host.port)")
            return try await OpenAIClient.run(["-"], input: program, in: host.folder).output
        }
        #expect(printed == shown.lines)
    }
}
