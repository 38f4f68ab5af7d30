// SPDX-License-Identifier: Apache-2.0

import Foundation
import JSON
import Testing

extension LlamaTests {
    /// Clients that leave, and a server that does.
    @Suite struct Failures {
        /// A request whose answer never ends.
        struct Endless: Sendable, CustomTestStringConvertible {
            let testDescription: String
            let path: String
            let body: JSONValue
            /// What has come of the answer when the client leaves; nil for none.
            let shown: String?
        }

        private static let question: JSONValue = [["role": "user", "content": "[text]"]]

        static let all: [Endless] = [
            Endless(
                testDescription: "/chat", path: "/chat", body: ["messages": question],
                shown: #"{"type":"chunk""#),
            Endless(
                testDescription: "/chat in one piece", path: "/chat",
                body: ["messages": question, "stream": false], shown: nil),
            Endless(
                testDescription: "/v1/chat/completions", path: "/v1/chat/completions",
                body: ["messages": question, "stream": true], shown: #""delta":{"content""#),
            Endless(
                testDescription: "/v1/chat/completions in one piece", path: "/v1/chat/completions",
                body: ["messages": question], shown: nil),
            Endless(
                testDescription: "/v1/completions, handed through", path: "/v1/completions",
                body: ["prompt": "The", "stream": true], shown: #""text":"#),
        ]

        @Test(arguments: all)
        func `a client that leaves frees the server`(_ example: Endless) async throws {
            try await LlamaServer.withHost(model: .endless) { host, server in
                try await Self.begin(example, host) {
                    if example.shown == nil { try await server.expectRequestsUnderWay(1) }
                }
                try await server.expectRequestsUnderWay(0)
            }
        }

        /// Sends a request and reads what it has to show, then ends the client.
        private static func begin(
            _ example: Endless, _ host: RunningHost, meanwhile: () async throws -> Void
        ) async throws {
            let process = Process()
            process.executableURL = URL(filePath: "/usr/bin/curl")
            process.arguments = [
                "--silent", "--no-buffer", "--header", "Content-Type: application/json", "--data",
                example.body.jsonText(), host.url + example.path,
            ]
            let output = Pipe()
            process.standardInput = FileHandle.nullDevice
            process.standardOutput = output
            try await ChildProcess.with(process) { child in
                if let shown = example.shown { try await PipeReader(output).expect(shown) }
                try await meanwhile()
                kill(child.processID, SIGKILL)
                _ = try await child.status()
            }
        }

        @Test func `an answer may take more than a minute`() async throws {
            try await LlamaServer.withHost(model: .endless) { host, server in
                let body: JSONValue = ["messages": Self.question]
                let long = try await host.post("/chat", body.jsonText(), options: ["--max-time", "70"])
                // curl's word for its own time limit: the answer was still coming.
                #expect(long.status == 28)
                try await server.expectRequestsUnderWay(0)
                #expect(
                    try await host.chat("[text]", ["overrides": ["max_tokens": 3]]).finishReason == "length")
            }
        }

        @Test func `a server that is killed in mid-stream is an error, and is found again when it is back`()
            async throws
        {
            try await LlamaServer.withHost(model: .endless) { host, server in
                let body: JSONValue = ["messages": Self.question, "stream": true]
                async let chat = host.chat("[text]")
                async let completion = host.post("/v1/chat/completions", body.jsonText())
                try await server.expectRequestsUnderWay(2)
                kill(server.child.processID, SIGKILL)
                let (log, text) = (try await chat, try await completion.output)
                #expect(log.all("error").first?["code"] == "upstream_truncated", "\(log.events.suffix(3))")
                #expect(log.all("done").count == 1 && log.finishReason == "error", "\(log.events.suffix(3))")
                #expect(text.contains(#""code":"upstream_truncated""#), "\(text.suffix(500))")
                #expect(text.hasSuffix("data: [DONE]\n\n"), "\(text.suffix(500))")

                #expect(try await Self.isConnected(host) == false)
                let refused = try await host.chat("[text]")
                #expect(refused.all("error").first?["code"] == "upstream_unreachable", "\(refused)")

                try await LlamaServer.with(port: server.port) { _ in
                    let again = try await host.chat("[text]")
                    #expect(!again.text.isEmpty && again.finishReason == "stop", "\(again)")
                    #expect(try await Self.isConnected(host) == true)
                }
            }
        }

        private static func isConnected(_ host: RunningHost) async throws -> Bool? {
            try JSONValue(parsing: await host.get("/health").output)["checks"]?["lmStudio"]?.bool
        }

        @Test func `a prompt that is too long for the model is said to be`() async throws {
            try await LlamaServer.withHost(options: ["--ctx-size", "2048"]) { host, _ in
                let log = try await host.chat("[text]")
                let error = try #require(log.all("error").first, "\(log)")
                #expect(error["code"] == "upstream_error", "\(error)")
                #expect(error.jsonText().contains("context"), "\(error)")
                #expect(log.finishReason == "error", "\(log)")
            }
        }

        @Test func `a key that the server asks for is sent to it`() async throws {
            try await LlamaServer.withHost(
                options: ["--api-key", "secret"], environment: ["LM_STUDIO_API_KEY": "secret"]
            ) { host, _ in
                let log = try await host.chat("[text]")
                #expect(log.finishReason == "stop", "\(log)")
            }
            try await LlamaServer.withHost(options: ["--api-key", "secret"]) { host, _ in
                let log = try await host.chat("[text]")
                #expect(log.all("error").first?["code"] == "upstream_error", "\(log)")
                #expect(!"\(log)".contains("secret"))
            }
        }
    }
}
