// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import ChatModel
import DemoModel
import JSON
import LMStudio
import Logging
import NIOCore
import NIOHTTP1
import OpenAICoding
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10)))
struct ModelServerTests {
    @Test func `the demo model answers over HTTP as it does within`() async throws {
        try await withServer(.model(DemoLanguageModel.fixed())) { client, _ in
            let model = DemoLanguageModel.fixed()
            for text in ["list the files and compute 2+2", "Hello"] {
                let expected = try await model.complete(ChatRequest(text))
                #expect(try await client.complete(ChatRequest(text)) == expected)
                #expect(try await ChatCompletion(joining: collect(client, text)) == expected)
            }
            #expect(try await client.models().map(\.id) == [DemoLanguageModel.name])
        }
    }

    @Test func `a script is played line by line`() async throws {
        let script = try ModelScript(
            parsing: #"""
                {"reasoning":["hm"],"content":["Hel","lo"],"finish_reason":"length"}
                {"tool_calls":[{"id":"x","function":{"name":"f","arguments":"{\"a\":"}},{"index":0,"function":{"arguments":"1}"}}]}
                {"sse":[": hi\n\ndata: {\"choices\":[{\"delta\":{\"content\":\"raw\"}}]}\n","\ndata: [DONE]\n\n"]}
                {"content":["Hello there"],"disconnect_after":40}
                {"status":422,"body":{"error":"odd"}}
                {"status":400,"body":"plain"}
                {"content":["whole"]}
                {"content":["whole, cut short"],"disconnect_after":40}
                """#)
        try await withServer(.script(ScriptPlayer(script))) { client, _ in
            let identity = ChatDelta.start(ChatStreamIdentity(id: "s1", model: "script", created: 7))
            #expect(
                try await collect(client, "") == [
                    identity, .reasoning("hm"), .content("Hel"), .content("lo"), .finish(.length),
                ])
            let calls = try await ChatCompletion(joining: collect(client, "")).toolCalls
            #expect(calls == [ChatToolCall(id: "x", name: "f", arguments: #"{"a":1}"#)])
            #expect(try await collect(client, "") == [.content("raw"), .finish(.stop)])
            guard case .failure(let failure)? = try await collect(client, "").last else {
                Issue.record("the connection was to break")
                return
            }
            #expect(failure.code == "upstream_truncated")
            #expect(try await refusal(client) == "422 {\"error\":\"odd\"}")
            #expect(try await refusal(client) == "400 plain")
            #expect(try await client.complete(ChatRequest("")).content == "whole")
            let cut = await #expect(throws: ModelError.self) {
                _ = try await client.complete(ChatRequest(""))
            }
            #expect(cut?.code == "upstream_truncated")
            #expect(try await refusal(client).hasPrefix("500 "), "nothing is left")
        }
    }

    @Test(arguments: [
        ("{", "Not valid JSON"), ("[]", "The body must be an object"), ("{}", "/messages is missing"),
        (#"{"messages":[{"role":"user"}]}"#, "/messages/0/content"),
    ])
    func `a bad request is refused in OpenAI's shape`(_ body: String, _ message: String) async throws {
        try await withServer(.model(DemoLanguageModel.fixed())) { client, url in
            let http = HTTPClient.shared
            var request = HTTPClientRequest(url: "\(url)/v1/chat/completions")
            request.method = .POST
            request.body = .bytes(ByteBuffer(string: body))
            let response = try await http.execute(request, timeout: .seconds(30))
            #expect(response.status.code == 400)
            let answer = try await response.body.collect(upTo: 1 << 20)
            let value = try JSONValue(parsing: Array(answer.readableBytesView))
            #expect(value["error"]?["message"]?.string?.hasPrefix(message) == true)
        }
    }

    @Test func `a taken port is named`() async throws {
        try await withScriptedUpstream([]) { upstream in
            let server = ModelServer(.model(DemoLanguageModel()), port: upstream.port, logger: .quiet)
            await #expect(throws: ModelServerError.portTaken(host: "127.0.0.1", port: upstream.port)) {
                try await server.run()
            }
        }
    }

    // MARK: - Set-up

    private func withServer(
        _ source: ModelServer.Source, _ body: @escaping (LMStudioClient, _ url: String) async throws -> Void
    ) async throws {
        let (ports, continuation) = AsyncStream.makeStream(of: Int.self, bufferingPolicy: .bufferingNewest(1))
        let server = ModelServer(
            source, port: 0, identity: { ChatStreamIdentity(id: "s1", model: "script", created: 7) },
            logger: .quiet,
            onListening: { continuation.yield($0) })
        try await withThrowingTaskGroup(of: Void.self) { group in
            defer { group.cancelAll() }
            group.addTask {
                defer { continuation.finish() }
                try await server.run()
            }
            let port = try #require(await ports.first { _ in true })
            let url = "http://127.0.0.1:\(port)"
            var settings = LMStudioSettings(urls: [try UpstreamURL(url)], connectTimeout: .seconds(60))
            settings.retry.attempts = 1
            try await LMStudioClient.withClient(settings: settings, logger: .quiet) {
                try await body($0, url)
            }
        }
    }

    private func collect(_ client: LMStudioClient, _ text: String) async throws -> [ChatDelta] {
        var deltas: [ChatDelta] = []
        for try await batch in try await client.stream(ChatRequest(text)) { deltas += batch }
        return deltas
    }

    /// The status and body with which a request is refused.
    private func refusal(_ client: LMStudioClient) async throws -> String {
        do {
            _ = try await client.stream(ChatRequest(""))
            return "accepted"
        } catch ModelError.refused(_, let status, let body) {
            return "\(status) \(body)"
        }
    }
}

extension Logger {
    /// For servers whose messages no test reads.
    static var quiet: Logger { Logger(label: "test") { _ in SwiftLogNoOpLogHandler() } }
}
