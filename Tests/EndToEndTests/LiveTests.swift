// SPDX-License-Identifier: Apache-2.0

import Foundation
import JSON
import Testing

/// The host before a real model server; `make test-live` sets `TOOLHOST_TEST_LIVE` to its URL.
///
/// A model's wording is its own, so only what the host promises is expected. `LM_STUDIO_MODEL` names the model.
@Suite(
    .enabled(if: liveServer != nil, "TOOLHOST_TEST_LIVE names no model server"), .serialized,
    .timeLimit(.minutes(15))
) struct LiveTests {
    /// Waits for a model that is read from the disk first and then thinks.
    private static let patience = ["--max-time", "300"]

    private static func withHost(_ body: (RunningHost) async throws -> Void) async throws {
        try await RunningHost.with(upstream: try #require(liveServer), body)
    }

    private static func question(_ text: String, _ members: JSONObject) -> String {
        var body: JSONObject = ["messages": [["role": "user", "content": .string(text)]]]
        for (name, value) in members { body[name] = value }
        return JSONValue.object(body).jsonText()
    }

    @Test func `the server is connected`() async throws {
        try await Self.withHost { host in
            let health = try JSONValue(parsing: try await host.get("/health").output)
            #expect(health["status"] == "healthy")
            #expect(health["checks"]?["lmStudio"] == true)
            #expect(health["upstream"]?["kind"] != "demo")
        }
    }

    @Test func `a chat streams and ends once`() async throws {
        try await Self.withHost { host in
            let body = Self.question("Say hello in one short sentence.", ["stream": true])
            let answer = try await host.post("/chat", body, options: Self.patience)
            let events = try ServerSentEvents.values(in: answer.output)
            #expect(events.filter { $0["type"] == "done" }.count == 1)
            #expect(events.last?["data"]?["finishReason"] == "stop")
            #expect(events.contains { $0["type"] == "chunk" })
        }
    }

    @Test func `a sum is computed by the tool, and the model says it`() async throws {
        try await Self.withHost { host in
            let body = Self.question(
                "Use the math tool to compute 123456789 * 987654321, then tell me the number.",
                ["execute": true])
            let answer = try await host.post("/chat", body, options: Self.patience)
            let events = try ServerSentEvents.values(in: answer.output)
            #expect(events.contains { $0["type"] == "action" && $0["data"]?["action"] == "math" })
            #expect(events.contains { $0["data"]?["result"] == "121932631112635269" }, "\(answer.output)")
            #expect(events.last?["type"] == "done")
        }
    }

    @Test func `a client of OpenAI's API gets a native call, streamed or not`() async throws {
        try await Self.withHost { host in
            for isStreaming in [false, true] {
                let body = Self.question(
                    "What is the weather in Oslo? Use the tool.",
                    ["stream": .bool(isStreaming), "tools": DialectCase.tools])
                let answer = try await host.post("/v1/chat/completions", body, options: Self.patience).output
                #expect(answer.contains(#""name":"get_weather""#), "\(answer)")
                #expect(answer.contains(#""finish_reason":"tool_calls""#), "\(answer)")
            }
        }
    }

    @Test func `a whole answer carries the call for the client to run`() async throws {
        try await Self.withHost { host in
            let body = Self.question("List the files in the current directory.", ["stream": false])
            let answer = try JSONValue(
                parsing: try await host.post("/chat", body, options: Self.patience).output)
            let calls = answer["choices"]?.array?.first?["message"]?["tool_calls"]?.array ?? []
            #expect(calls.first?["function"]?["name"] == "listFiles", "\(answer)")
        }
    }
}

private let liveServer = ProcessInfo.processInfo.environment["TOOLHOST_TEST_LIVE"]
