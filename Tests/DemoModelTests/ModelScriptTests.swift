// SPDX-License-Identifier: Apache-2.0

import DemoModel
import JSON
import Testing

struct ModelScriptTests {
    @Test func `every kind of line is read`() throws {
        let script = try ModelScript(
            parsing: #"""
                {"content":["a","b"],"reasoning":["r"],"finish_reason":"length","delay_ms":5,"disconnect_after":100}

                {"tool_calls":[{"id":"x","function":{"name":"f","arguments":"{}"}}]}
                {"sse":["data: x\n\n"]}
                {"status":500,"body":{"error":"x"}}
                {"status":204}
                """#)
        var first = ModelScript.Completion()
        first.content = ["a", "b"]
        first.reasoning = ["r"]
        first.finishReason = "length"
        first.delay = .milliseconds(5)
        first.disconnectAfterBytes = 100
        var second = ModelScript.Completion()
        second.toolCalls = [["id": "x", "function": ["name": "f", "arguments": "{}"]]]
        second.finishReason = "tool_calls"
        #expect(
            script.answers == [
                .completion(first), .completion(second), .raw(["data: x\n\n"]), .status(500, ["error": "x"]),
                .status(204, ""),
            ])
    }

    @Test(arguments: [
        ("{", "is not JSON (column 2)"),
        ("[]", "must be a JSON object"),
        (#"{"content":"a"}"#, "must have an array as content"),
        (#"{"content":[1]}"#, "must have only strings in content"),
        (#"{"tool_calls":["f"]}"#, "must have objects in tool_calls"),
        (#"{"finish_reason":1}"#, "must have a string or null as finish_reason"),
        (#"{"delay_ms":-1}"#, "must have a whole number from 0 to 16777216 as delay_ms"),
        (#"{"disconnect_after":1.5}"#, "must have a whole number from 0 to 16777216 as disconnect_after"),
        (#"{"status":99}"#, "must have a status from 100 to 599"),
        (#"{"status":500,"content":[]}"#, #"has "content", which has no place beside the rest"#),
        (#"{"sse":[],"finish_reason":"stop"}"#, #"has "finish_reason", which has no place beside the rest"#),
        (#"{"contents":[]}"#, #"has "contents", which has no place beside the rest"#),
        (#"{"content":[],"content":[]}"#, "is not JSON (column 15)"),
    ])
    func `a bad line is refused with its number`(_ line: String, _ detail: String) {
        let text = "{\"content\":[\"ok\"]}\n\n\(line)\n"
        #expect(throws: ModelServerError.scriptLine(3, detail: detail)) { try ModelScript(parsing: text) }
    }

    @Test(arguments: ["", "\n \n"])
    func `a script without a line is refused`(_ text: String) {
        #expect(throws: ModelServerError.scriptEmpty) { try ModelScript(parsing: text) }
    }
}
