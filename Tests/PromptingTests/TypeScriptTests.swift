// SPDX-License-Identifier: Apache-2.0

import JSON
import Testing
import ToolModel

@testable import Prompting

@Suite struct TypeScriptTests {
    @Test(arguments: [
        (#"{"type":"string"}"#, "string"), (#"{"type":"integer"}"#, "number"), ("true", "any"), ("{}", "any"),
        (#"{"type":["string","null"]}"#, "string | null"), (#"{"enum":["a",1,null]}"#, #""a" | 1 | null"#),
        (#"{"const":"x"}"#, #""x""#), (#"{"type":"array","items":{"type":"string"}}"#, "string[]"),
        (#"{"type":"array","items":{"enum":["a","b"]}}"#, #"("a" | "b")[]"#), (#"{"type":"array"}"#, "any[]"),
        (#"{"anyOf":[{"type":"integer"},{"type":"boolean"}]}"#, "number | boolean"),
        (#"{"type":"object"}"#, "object"),
    ])
    func `a schema becomes a type`(_ schema: String, _ type: String) throws {
        #expect(TypeScript.type(of: try JSONValue(parsing: schema)) == type)
    }

    @Test func `a schema that refers to itself without end stays short`() throws {
        var schema: JSONValue = ["type": "string"]
        for _ in 0..<40 { schema = ["type": "array", "items": schema] }
        #expect(TypeScript.type(of: schema) == "any" + String(repeating: "[]", count: 8))
    }

    @Test func `a tool reads as Harmony shows it`() throws {
        let tool = ToolDefinition(
            name: "get_weather", description: "Gets the weather.\nAnywhere.",
            inputSchema: try JSONValue(
                parsing: """
                    {"type":"object","properties":{"city":{"type":"string","description":"Where"},
                    "unit":{"enum":["c","f"],"default":"c"},"a-b":{"type":"object","properties":{"x":{"type":"number"}}}},
                    "required":["city"]}
                    """))
        let text = try #require(HarmonyPrompt.instructions(for: [tool], choice: nil))
        #expect(
            text.contains(
                """
                namespace functions {

                // Gets the weather.
                // Anywhere.
                type get_weather = (_: {
                // Where
                city: string,
                unit?: "c" | "f", // default: "c"
                "a-b"?: {
                  x?: number,
                },
                }) => any;

                } // namespace functions
                """))
    }
}
