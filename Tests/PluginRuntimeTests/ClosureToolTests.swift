// SPDX-License-Identifier: Apache-2.0

import JSON
import PluginRuntime
import Testing
import ToolModel

@Suite struct ClosureToolTests {
    private static let double = ClosureTool(
        ToolDefinition(
            name: "double", description: "Doubles a number.",
            inputSchema: [
                "type": "object", "properties": ["n": ["type": "integer"]], "required": ["n"],
            ],
            outputSchema: ["type": "object", "properties": ["n": ["type": "integer"]]])
    ) { call in
        call.progress(ToolProgress(done: 1))
        let number = call.arguments["n"]?.int ?? 0
        return ToolResult(
            text: "\(number * 2)", structured: number == 13 ? "no luck" : ["n": JSONValue(number * 2)])
    }

    private func host() throws -> PluginHost {
        try PluginHost(tools: [Self.double], logger: RecordedLog().logger)
    }

    @Test func `a closure is called like any tool`() async throws {
        let call = try await host().call("double", arguments: ["n": 21], id: "call_1")
        #expect(call.result.text == "42")
        #expect(try host().registry.plugins.map(\.name) == ["builtin"])
    }

    @Test func `its arguments and results are checked like any tool's`() async throws {
        await #expect(throws: PluginError.self) {
            try await host().call("double", arguments: ["n": "x"], id: "call_1")
        }
        do {
            _ = try await host().call("double", arguments: ["n": 13], id: "call_1")
            Issue.record("the result was taken")
        } catch let error as PluginError {
            #expect(error.code == "invalid_output")
        }
    }

    @Test func `a schema that cannot be compiled is thrown`() {
        let broken = ClosureTool(
            ToolDefinition(name: "broken", description: "Broken.", inputSchema: ["type": "nothing"])
        ) { _ in ToolResult(text: "") }
        #expect(throws: (any Error).self) { try PluginHost(tools: [broken], logger: RecordedLog().logger) }
    }
}
