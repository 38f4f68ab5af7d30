// SPDX-License-Identifier: Apache-2.0

import ChatModel
import HTTPAPI
import HTTPTypes
import HummingbirdTesting
import JSON
import NIOCore
import PluginRuntime
import TestSupport
import Testing
import ToolModel

/// The requests that the project's first interface description printed, sent as they stand there.
@Suite struct SeedRequestTests {
    struct Seed: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let path: String
        let body: String
        var isStream = false
    }

    static let chats: [Seed] = [
        Seed(
            testDescription: "basic chat, one piece", path: "/chat",
            body: """
                {
                    "messages": [
                      {
                        "role": "user",
                        "content": "List all files in the current directory"
                      }
                    ],
                    "stream": false
                  }
                """),
        Seed(
            testDescription: "basic chat, streaming", path: "/chat",
            body: """
                {
                    "messages": [
                      {
                        "role": "user",
                        "content": "Search for information about artificial intelligence"
                      }
                    ],
                    "stream": true
                  }
                """, isStream: true),
        Seed(
            testDescription: "overrides, one piece", path: "/chat/overrides",
            body: """
                {
                  "messages": [
                    {
                      "role": "user",
                      "content": "Tell me about artificial intelligence"
                    }
                  ],
                  "stream": false,
                  "overrides": {
                    "temperature": 0.7,
                    "max_tokens": 150,
                    "top_p": 0.9,
                    "frequency_penalty": 0.1,
                    "presence_penalty": 0.1,
                    "model": "qwen/qwen3-coder-30b"
                  }
                }
                """),
        Seed(
            testDescription: "overrides, streaming", path: "/chat/overrides",
            body: """
                {
                    "messages": [
                      {
                        "role": "user",
                        "content": "Explain quantum computing in simple terms"
                      }
                    ],
                    "stream": true,
                    "overrides": {
                      "temperature": 0.3,
                      "max_tokens": 300,
                      "top_p": 0.8
                    }
                  }
                """, isStream: true),
        Seed(
            testDescription: "several steps", path: "/chat",
            body: """
                {
                    "messages": [
                      {
                        "role": "user",
                        "content": "Search for 'machine learning', then calculate 2+2, then write both results to a file called 'results.txt'"
                      }
                    ],
                    "stream": false
                  }
                """),
        Seed(
            testDescription: "high creativity", path: "/chat/overrides",
            body: """
                {
                    "messages": [{"role": "user", "content": "Write a poem about space"}],
                    "stream": false,
                    "overrides": {
                      "temperature": 1.2,
                      "top_p": 0.95,
                      "frequency_penalty": 0.8,
                      "presence_penalty": 0.6
                    }
                  }
                """),
        Seed(
            testDescription: "low creativity", path: "/chat/overrides",
            body: """
                {
                    "messages": [{"role": "user", "content": "Explain how HTTP works"}],
                    "stream": false,
                    "overrides": {
                      "temperature": 0.1,
                      "top_p": 0.7,
                      "frequency_penalty": 0.0,
                      "presence_penalty": 0.0
                    }
                  }
                """),
    ]

    @Test(arguments: chats, Transport.allCases)
    func `a printed chat is answered`(_ seed: Seed, _ transport: Transport) async throws {
        let model = ScriptedModel(turns: [[.content("Certainly."), .finish(.stop)]])
        try await ServerFixture(model).server.application().test(transport.setup) { client in
            try await client.execute(
                uri: seed.path, method: .post, headers: [.contentType: "application/json"],
                body: ByteBuffer(string: seed.body)
            ) { response in
                #expect(response.status == .ok)
                let text = String(buffer: response.body)
                if seed.isStream {
                    #expect(text.hasPrefix("data: {\"type\":\"chunk\",\"data\":\"Certainly.\"}\n\n"))
                } else {
                    let choice = try JSONValue(parsing: text)["choices"]?.array?.first
                    #expect(choice?["message"]?["content"] == "Certainly.")
                    #expect(choice?["finish_reason"] == "stop")
                }
            }
        }
        let messages = try #require(try JSONValue(parsing: seed.body)["messages"]?.array)
        #expect(model.requests.first?.messages.last?.content.text == messages.first?["content"]?.string)
    }

    @Test func `a printed call runs the tool with the printed parameters`() async throws {
        let names = [
            "listFiles", "files", "writeFile", "createDirectory", "grep", "math", "search",
        ]
        let tools = names.map { name in
            ClosureTool(.plain(name)) { call in ToolResult(text: JSONValue.object(call.arguments).jsonText())
            }
        }
        let calls = [
            #"{"action": "createDirectory", "params": {"path": "test-dir", "recursive": true}}"#,
            #"{"action": "writeFile", "params": {"path": "test.txt", "content": "Hello World"}}"#,
            #"{"action": "listFiles", "params": {"path": "."}}"#,
            #"{"action": "files", "params": {"path": "test.txt"}}"#,
            #"{"action": "grep", "params": {"pattern": "Hello", "path": "test.txt"}}"#,
            #"{"action": "math", "params": {"expr": "2 + 2 * 3"}}"#,
            #"{"action": "search", "params": {"query": "artificial intelligence", "engine": "duckduckgo"}}"#,
        ]
        try await ServerFixture(tools: tools).server.application().test(.live) { client in
            for call in calls {
                try await client.execute(
                    uri: "/call", method: .post, headers: [.contentType: "application/json"],
                    body: ByteBuffer(string: call)
                ) { response in
                    #expect(response.status == .ok)
                    let answer = try JSONValue(parsing: String(buffer: response.body))
                    let params = try JSONValue(parsing: call)["params"]
                    #expect(answer["result"]?.string == params?.jsonText())
                }
            }
        }
    }
}
