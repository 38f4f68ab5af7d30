// SPDX-License-Identifier: Apache-2.0

import ChatModel
import JSON
import ToolModel

/// `{"action":"listFiles","params":{"path":"."}}`: objects in plain text, for models without a dialect of
/// their own.
enum ActionPrompt: PromptDialect {
    static func instructions(for tools: [ToolDefinition], choice: ToolChoice?) -> String? {
        guard !tools.isEmpty else { return nil }
        let example = ExampleCall(from: tools)
        return """
            You can use tools. A reply is either plain text or tool calls, never both.

            Call a tool when the request needs something that you cannot know or do yourself, such as reading a \
            file, looking something up or computing exactly. Answer everything else in plain text. Never make up \
            a tool's result.

            To call a tool, reply with one JSON object and nothing else:

            {"action":"<tool name>","params":{<arguments>}}

            For example:

            \(text(of: example.call))

            - "action" is the name of one of the tools below, letter for letter.
            - "params" is a JSON object that follows the tool's schema; write {} when there is nothing to give.
            - For several calls write several objects, one after the other.
            - Put no text and no code fence around the objects, and stop after the last one.
            - The results come back in the next message. Then answer in plain text, or call again.
            \(sentence(for: choice).map { "- \($0)\n" } ?? "")
            Available tools:

            \(tools.map(entry).joined(separator: "\n"))
            """
    }

    private static func entry(_ tool: ToolDefinition) -> String {
        "- \(tool.name): \(tool.description)\n  Params: \(tool.inputSchema.jsonText())"
    }

    static func text(of call: RenderedCall) -> String {
        "{\"action\":\(JSONValue.string(call.name).jsonText()),\"params\":\(call.arguments)}"
    }
}
