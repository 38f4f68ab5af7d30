// SPDX-License-Identifier: Apache-2.0

import ChatModel
import JSON
import ToolModel

/// `<tool_call>{"name":"listFiles","arguments":{"path":"."}}</tool_call>`: Hermes, Qwen and their kin.
enum HermesPrompt: PromptDialect {
    static func instructions(for tools: [ToolDefinition], choice: ToolChoice?) -> String? {
        guard !tools.isEmpty else { return nil }
        let example = ExampleCall(from: tools)
        return """
            # Tools

            \(occasion)

            These are the tools, one JSON description a line:
            <tools>
            \(descriptions(of: tools))
            </tools>

            To call one, write a JSON object with its name and its arguments between <tool_call> and </tool_call>. \
            For example:
            \(text(of: example.call))

            For several calls write several such blocks, then stop. The results come back in the next message \
            between <tool_response> and </tool_response>.\(ending(for: choice))
            """
    }

    static func text(of call: RenderedCall) -> String {
        let name = JSONValue.string(call.name).jsonText()
        return "<tool_call>\n{\"name\": \(name), \"arguments\": \(call.arguments)}\n</tool_call>"
    }

    static func text(of result: RenderedResult) -> String {
        let name = result.name.map { "{\"name\": \(JSONValue.string($0).jsonText()), \"content\": " }
        guard let name else { return "<tool_response>\n\(result.text)\n</tool_response>" }
        return "<tool_response>\n\(name)\(JSONValue.string(result.text).jsonText())}\n</tool_response>"
    }
}
