// SPDX-License-Identifier: Apache-2.0

import Foundation
import JSON
import Testing

extension LlamaTests {
    /// Schemas before a server that makes grammars of them: one that it cannot take fails the whole request.
    @Suite struct Schemas {
        @Test func `the server can hold the model to the schema of each bundled tool`() async throws {
            try await LlamaServer.withHost { host, server in
                let shown = try await FinishedProcess.run(
                    BuiltHost.executable.path, ["prompt"],
                    environment: RunningHost.settings(for: host.folder),
                    in: host.folder)
                let tools = try #require(try JSONValue(parsing: shown.output)["tools"]?.array)
                #expect(tools.count >= 16)
                let all = try await server.post("/v1/chat/completions", Self.request(tools, limit: 1))
                #expect(all["choices"] != nil, "\(all)")
                for tool in tools {
                    let name = try #require(tool["function"]?["name"]?.string)
                    let answer = try await server.post(
                        "/v1/chat/completions", Self.request([tool], limit: 500))
                    let choice = try #require(answer["choices"]?.array?.first, "\(name): \(answer)")
                    let call = choice["message"]?["tool_calls"]?.array?.first?["function"]
                    #expect(call?["name"]?.string == name, "\(answer)")
                }
            }
        }

        @Test(arguments: OddParameters.all)
        func `a schema that the server refuses is shown to it so that it can take it`(
            _ example: OddParameters
        )
            async throws
        {
            try await LlamaServer.withHost { host, server in
                let request = Self.request([example.tool], limit: 1)
                let direct = try await server.post("/v1/chat/completions", request)
                #expect((direct["choices"] == nil) == example.isRefused, "\(direct)")
                let answer = try JSONValue(
                    parsing: await host.post("/v1/chat/completions", request.jsonText()).output)
                #expect(answer["choices"] != nil, "\(answer)")
            }
        }

        private static func request(_ tools: [JSONValue], limit: Int) -> JSONValue {
            [
                "messages": [["role": "user", "content": "[tool]"]], "tools": .array(tools),
                "tool_choice": "required", "max_tokens": JSONValue(limit),
            ]
        }
    }
}

/// The parameters of a tool, and whether llama.cpp's server refuses them as they are.
struct OddParameters: Sendable {
    let name: String
    let schema: JSONValue
    let isRefused: Bool

    var tool: JSONValue {
        ["type": "function", "function": ["name": "odd", "parameters": schema]]
    }

    private static func property(_ name: String, _ schema: JSONValue, isRefused: Bool) -> OddParameters {
        OddParameters(
            name: name,
            schema: ["type": "object", "properties": ["p": schema], "required": ["p"]], isRefused: isRefused)
    }

    static let all: [OddParameters] = [
        property("a reference to the root", ["$ref": "#"], isRefused: true),
        property("a reference to nothing", ["$ref": "#/$defs/none"], isRefused: true),
        property("an empty enumeration", ["enum": []], isRefused: true),
        property("false as a schema", false, isRefused: true),
        property("true as a schema", true, isRefused: true),
        property("digits in a pattern", ["type": "string", "pattern": #"^\d+$"#], isRefused: false),
        property("a pattern that looks ahead", ["type": "string", "pattern": "^(?=a)b$"], isRefused: false),
        property("a pattern without anchors", ["type": "string", "pattern": "a+"], isRefused: false),
        property("many characters", ["type": "string", "maxLength": 100_000], isRefused: false),
        property(
            "many elements", ["type": "array", "items": ["type": "string"], "maxItems": 5000],
            isRefused: false),
        property("no type", [:], isRefused: false),
        property("several types", ["type": ["string", "null"], "default": nil], isRefused: false),
    ]
}
