// SPDX-License-Identifier: Apache-2.0

import Foundation
import JSON
import Testing

extension LlamaTests {
    /// What people and programs use: OpenAI's client, the doctor, the terminal.
    @Suite struct Clients {
        @Test(
            .disabled(
                if: OpenAIClient.isSkipped, "TOOLHOST_SKIP_SDK is set: nothing is tested with OpenAI's client"
            ),
            arguments: ["whole", "stream", "helper"])
        func `OpenAI's client gets text, thoughts and calls`(_ way: String) async throws {
            try await LlamaServer.withHost { host, _ in
                let bodies = ["[text]", "[think]", "[calls]", "[plan]"].map {
                    LlamaTests.offer($0, ["model": "tiny"])
                }
                let answers = try await OpenAIClient.answers(
                    to: bodies.compactMap { $0.object.map { OpenAIClient.Request(way: way, body: $0) } },
                    at: host.url, in: host.folder)
                let choices = answers.compactMap { $0["choices"]?.array?.first }
                try #require(choices.count == 4, "\(answers)")
                #expect(choices.map { $0["finish"]?.string } == ["stop", "stop", "tool_calls", "tool_calls"])
                #expect(choices[0]["content"]?.string?.isEmpty == false, "\(answers)")
                #expect(choices[1]["reasoning"]?.string?.isEmpty == false, "\(answers)")
                #expect(choices[3]["reasoning"] == "A sum is a case for math.", "\(answers)")
                #expect((choices[3]["content"]?.string ?? "") == "", "\(answers)")
                let calls = choices.map { $0["calls"]?.array?.count ?? 0 }
                #expect(calls == [0, 0, 2, 1], "\(answers)")
                let arguments = choices[2]["calls"]?.array?.map { $0["arguments"]?.string }
                #expect(arguments == [#"{"expr": "6*7"}"#, #"{"expr": "2^100"}"#], "\(answers)")
                let unknown = answers.flatMap { $0["unknown"]?.array ?? [] }
                #expect(unknown.allSatisfy { $0 == "reasoning_content" }, "\(unknown)")
            }
        }

        @Test(
            .disabled(
                if: OpenAIClient.isSkipped, "TOOLHOST_SKIP_SDK is set: nothing is tested with OpenAI's client"
            ))
        func `what the host hands through is the server's own`() async throws {
            try await LlamaServer.withHost { host, _ in
                let answers = try await OpenAIClient.answers(
                    to: [
                        OpenAIClient.Request(way: "models.list", body: [:]),
                        OpenAIClient.Request(
                            way: "completions.create",
                            body: ["model": "tiny", "prompt": "The", "max_tokens": 5, "stream": true]),
                        OpenAIClient.Request(
                            way: "responses.create",
                            body: ["model": "tiny", "input": "[text]", "stream": true]),
                        OpenAIClient.Request(
                            way: "embeddings.create", body: ["model": "tiny", "input": "a"]),
                    ], at: host.url, in: host.folder)
                try #require(answers.count == 4, "\(answers)")
                #expect(answers[0]["answer"]?["data"]?.array?.first?["id"] == "tiny", "\(answers[0])")
                #expect((answers[1]["answer"]?.array?.count ?? 0) > 1, "\(answers[1])")
                let types = answers[2]["answer"]?.array?.compactMap { $0["type"]?.string } ?? []
                #expect(types.contains("response.output_text.delta"), "\(answers[2])")
                #expect(answers[3]["status"] == 502, "\(answers[3])")
                #expect(answers[3]["message"]?.string?.contains("embeddings") == true, "\(answers[3])")
            }
        }

        @Test func `the doctor finds the server, its model, and native calls`() async throws {
            try await LlamaServer.with { server in
                try await RunningHost.withFolder { folder in
                    let done = try await FinishedProcess.run(
                        BuiltHost.executable.path,
                        ["doctor", "--json", "--upstream", server.url + "/v1", "--model", "tiny"],
                        environment: RunningHost.settings(for: folder), in: folder)
                    let findings = try #require(try JSONValue(parsing: done.output).array, "\(done)")
                    for subject in ["upstream", "model", "dialect"] {
                        let finding = findings.first { $0["check"]?.string == subject }
                        #expect(finding?["verdict"] == "ok", "\(done.output)")
                    }
                    #expect(done.output.contains("tiny calls tools natively"), "\(done.output)")
                }
            }
        }

        @Test func `a chat in the terminal runs a tool, and Ctrl-C frees the server`() async throws {
            try await LlamaServer.with(model: .endless) { server in
                try await Terminal.with(["repl", "--upstream", server.url, "--model", "endless"]) {
                    terminal in
                    try await terminal.screen.expect("> ")
                    try terminal.type("[text]\r")
                    try await server.expectRequestsUnderWay(1)
                    try terminal.type("\u{3}")
                    try await server.expectRequestsUnderWay(0)
                    try await terminal.screen.expect("> ")
                    try terminal.type("/call math {\"expr\":\"6*7\"}\r")
                    try await terminal.screen.expect("42")
                    try terminal.type("\u{4}")
                    try await terminal.expectOrderlyEnd()
                }
            }
        }

        @Test func `a chat in the terminal shows a call, its result and the answer`() async throws {
            try await LlamaServer.with { server in
                try await Terminal.with(["repl", "--upstream", server.url, "--model", "tiny"]) { terminal in
                    try await terminal.screen.expect("> ")
                    try terminal.type("[hermes]\r")
                    try await terminal.screen.expect("math")
                    try await terminal.screen.expect("42")
                    try await terminal.screen.expect("> ")
                    try terminal.type("/quit\r")
                    try await terminal.expectOrderlyEnd()
                }
            }
        }
    }
}
