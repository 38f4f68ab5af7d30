// SPDX-License-Identifier: Apache-2.0

import Foundation
import JSON
import Testing

/// The host before llama.cpp's own server, which `make test-llama` builds and names in `TOOLHOST_TEST_LLAMA`.
///
/// A word in brackets steers the model; `Tests/Llama/make_model.py` has the list.
@Suite(
    .enabled(if: LlamaServer.folder != nil, "TOOLHOST_TEST_LLAMA names no llama-server: use make test-llama"),
    .serialized, .timeLimit(.minutes(10))
) struct LlamaTests {
    static let product = #"math {"expr":"6*7"}"#

    // MARK: - Text

    @Test func `a chat is text, its token counts, and one end`() async throws {
        try await LlamaServer.withHost { host, _ in
            for isStreaming in [true, false] {
                let log = try await host.chat("Say something. [text]", ["stream": .bool(isStreaming)])
                #expect(!log.text.isEmpty, "\(log)")
                #expect(log.calls.isEmpty && log.all("error").isEmpty, "\(log)")
                #expect((log.all("usage").first?["data"]?["completion_tokens"]?.int ?? 0) > 0, "\(log)")
                #expect(log.all("done").count == 1 && log.finishReason == "stop", "\(log)")
            }
        }
    }

    @Test func `a text that meets its limit says so`() async throws {
        try await LlamaServer.withHost(model: .endless) { host, _ in
            for isStreaming in [true, false] {
                let log = try await host.chat(
                    "[text]", ["stream": .bool(isStreaming), "overrides": ["max_tokens": 5]],
                    path: "/chat/overrides")
                #expect(!log.text.isEmpty && log.finishReason == "length", "\(log)")
                #expect(log.all("usage").first?["data"]?["completion_tokens"] == 5, "\(log)")
            }
        }
    }

    @Test func `an answer can be held to a JSON object, or to a schema`() async throws {
        let schema: JSONValue = [
            "type": "object", "properties": ["n": ["type": "integer"]], "required": ["n"],
        ]
        // Else the model may think as long as it likes before it comes to the object.
        try await LlamaServer.withHost(options: ["--reasoning-format", "none"]) { host, _ in
            // Nothing makes it come to the end of one. Without tools an object is no call.
            let body: JSONValue = [
                "messages": [["role": "user", "content": "[text]"]], "max_tokens": 20,
                "response_format": ["type": "json_object"],
            ]
            let any = try JSONValue(parsing: await host.post("/v1/chat/completions", body.jsonText()).output)
            let text = any["choices"]?.array?.first?["message"]?["content"]?.string
            #expect(text?.hasPrefix("{") == true, "\(any)")
            let given = try await host.chat(
                "[text]",
                [
                    "overrides": [
                        "response_format": [
                            "type": "json_schema", "json_schema": ["name": "n", "schema": schema],
                        ]
                    ]
                ], path: "/chat/overrides")
            #expect(try JSONValue(parsing: given.text)["n"]?.int != nil, "\(given)")
        }
    }

    // MARK: - Thoughts

    @Test func `thoughts stay apart from the text`() async throws {
        try await LlamaServer.withHost { host, _ in
            for isStreaming in [true, false] {
                let log = try await host.chat("[think]", ["stream": .bool(isStreaming)])
                #expect(!log.reasoning.isEmpty && !log.text.isEmpty, "\(log)")
                #expect(!log.text.contains("think>") && !log.reasoning.contains("think>"), "\(log)")
                let kinds = log.events.compactMap { $0["type"]?.string }
                let last = try #require(kinds.lastIndex(of: "reasoning"))
                #expect(try last < #require(kinds.firstIndex(of: "chunk")), "\(log)")
            }
        }
    }

    @Test func `a call may follow thoughts`() async throws {
        try await LlamaServer.withHost { host, _ in
            for isStreaming in [true, false] {
                let log = try await host.chat("[plan]", ["stream": .bool(isStreaming)])
                #expect(log.reasoning == "A sum is a case for math.", "\(log)")
                #expect(log.calls == [#"math {"expr":"1+1"}"#] && log.text.isEmpty, "\(log)")
                #expect(log.finishReason == "tool_calls", "\(log)")
            }
        }
    }

    // MARK: - Calls

    @Test func `a call of any of the host's tools is native and valid`() async throws {
        try await LlamaServer.withHost { host, _ in
            for isStreaming in [true, false] {
                for _ in 0..<10 {
                    let log = try await host.chat("[tool]", ["stream": .bool(isStreaming)])
                    #expect(!log.calls.isEmpty && log.all("error").isEmpty, "\(log)")
                    #expect(log.finishReason == "tool_calls", "\(log)")
                }
            }
        }
    }

    @Test func `several calls of one answer have their own ids`() async throws {
        try await LlamaServer.withHost { host, _ in
            for isStreaming in [true, false] {
                let log = try await host.chat("[calls]", ["stream": .bool(isStreaming)])
                #expect(log.calls == [Self.product, #"math {"expr":"2^100"}"#], "\(log)")
                #expect(Set(log.all("action").compactMap { $0["id"]?.string }).count == 2, "\(log)")
                #expect(log.text.isEmpty && log.finishReason == "tool_calls", "\(log)")
            }
        }
    }

    @Test func `arguments can be followed while they come`() async throws {
        try await LlamaServer.withHost { host, _ in
            let log = try await host.chat("[hermes]", ["deltas": true])
            let kinds = log.events.compactMap { $0["type"]?.string }.filter { $0 != "usage" }
            #expect(kinds.first == "action_start" && kinds.suffix(2) == ["action", "done"], "\(log)")
            let written = log.all("action_delta").compactMap { $0["data"]?.string }.joined()
            #expect(try JSONValue(parsing: written) == ["expr": "6*7"], "\(log)")
        }
    }

    // MARK: - The loop

    @Test func `the host runs the calls, and the model goes on with the results`() async throws {
        try await LlamaServer.withHost { host, _ in
            for isStreaming in [true, false] {
                let log = try await host.chat("[calls]", ["stream": .bool(isStreaming), "execute": true])
                #expect(log.calls == [Self.product, #"math {"expr":"2^100"}"#], "\(log)")
                // They ran at the same time.
                #expect(
                    Set(log.results) == ["42", "1267650600228229401496703205376"] && log.results.count == 2,
                    "\(log)")
                #expect(!log.text.isEmpty && log.finishReason == "stop", "\(log)")
                #expect(log.all("done").count == 1 && log.events.last?["type"] == "done", "\(log)")
            }
        }
    }

    @Test func `a transcript with calls, results and thoughts is taken back`() async throws {
        let body: JSONValue = [
            "messages": [
                ["role": "system", "content": "Be brief."], ["role": "user", "content": "What is 6*7?"],
                [
                    "role": "assistant", "content": nil, "reasoning_content": "A sum.",
                    "tool_calls": [
                        [
                            "id": "call_1", "type": "function",
                            "function": ["name": "math", "arguments": #"{"expr":"6*7"}"#],
                        ]
                    ],
                ],
                ["role": "tool", "tool_call_id": "call_1", "content": "42"],
                ["role": "assistant", "content": "It is 42."],
                ["role": "user", "content": [["type": "text", "text": "And again? [hermes]"]]],
            ]
        ]
        try await LlamaServer.withHost { host, _ in
            let log = ChatLog(
                events: try ServerSentEvents.values(in: await host.post("/chat", body.jsonText()).output))
            #expect(log.calls == [Self.product], "\(log)")
        }
    }
}
