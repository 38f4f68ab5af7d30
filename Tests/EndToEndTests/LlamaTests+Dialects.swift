// SPDX-License-Identifier: Apache-2.0

import JSON
import Testing

extension LlamaTests {
    /// Calls that the server does not make out itself.
    @Suite struct Dialects {
        @Test(arguments: [
            "action_json", "hermes", "lmstudio", "qwen3_coder", "pythonic", "mistral", "llama3_json",
            "harmony",
        ])
        func `a model that is taught a dialect calls tools in it, and reads their results`(_ format: String)
            async throws
        {
            try await LlamaServer.withHost(environment: ["TOOL_FORMAT": format]) { host, _ in
                for isStreaming in [true, false] {
                    let log = try await host.chat(
                        "[\(format)]", ["stream": .bool(isStreaming), "execute": true])
                    #expect(log.calls == [LlamaTests.product] && log.results == ["42"], "\(log)")
                    #expect(!log.text.isEmpty && log.finishReason == "stop", "\(log)")
                    #expect(log.all("error").isEmpty && log.all("done").count == 1, "\(log)")
                }
            }
        }

        @Test(arguments: ["--skip-chat-parsing", "--reasoning-format=none"])
        func `what the server leaves in the text is found there`(_ option: String) async throws {
            // The server takes a value only as an argument of its own.
            let options = option.split(separator: "=").map(String.init)
            try await LlamaServer.withHost(options: options) { host, _ in
                for isStreaming in [true, false] {
                    let calls = try await host.chat("[calls]", ["stream": .bool(isStreaming)])
                    #expect(calls.calls == [LlamaTests.product, #"math {"expr":"2^100"}"#], "\(calls)")
                    #expect(calls.text.isEmpty && calls.finishReason == "tool_calls", "\(calls)")
                    let plan = try await host.chat("[plan]", ["stream": .bool(isStreaming)])
                    #expect(plan.reasoning == "A sum is a case for math.", "\(plan)")
                    #expect(plan.calls == [#"math {"expr":"1+1"}"#] && plan.text.isEmpty, "\(plan)")
                }
            }
        }

        @Test func `a server that takes no tools gets none, and the model is taught them`() async throws {
            try await LlamaServer.withHost(options: ["--no-jinja"]) { host, server in
                let refused = try await server.post("/v1/chat/completions", LlamaTests.offer("[text]"))
                #expect(refused["error"] != nil, "\(refused)")
                for _ in 0..<2 {
                    let log = try await host.chat("Hello")
                    #expect(!log.text.isEmpty && log.all("error").isEmpty, "\(log)")
                    #expect(log.finishReason == "stop", "\(log)")
                }
            }
        }

        @Test func `without the host, a call stays text where no tool was offered`() async throws {
            try await LlamaServer.withHost { host, _ in
                let body: JSONValue = ["messages": [["role": "user", "content": "[hermes]"]]]
                let answer = try JSONValue(
                    parsing: await host.post("/v1/chat/completions", body.jsonText()).output)
                let message = try #require(answer["choices"]?.array?.first?["message"])
                #expect(message["content"]?.string?.hasPrefix("<tool_call>") == true, "\(answer)")
                #expect(message["tool_calls"] == nil, "\(answer)")
            }
        }
    }

    /// A request that offers `math`.
    static func offer(_ text: String, _ members: JSONObject = [:]) -> JSONValue {
        var body: JSONObject = [
            "messages": [["role": "user", "content": .string(text)]], "tools": [math],
        ]
        for (name, value) in members { body[name] = value }
        return .object(body)
    }

    static let math: JSONValue = [
        "type": "function",
        "function": [
            "name": "math", "description": "Calculates.",
            "parameters": [
                "type": "object", "properties": ["expr": ["type": "string"]], "required": ["expr"],
            ],
        ],
    ]
}
