// SPDX-License-Identifier: Apache-2.0

import ChatModel
import JSON
import ToolModel

/// `[TOOL_REQUEST]{"name":"listFiles","arguments":{"path":"."}}[END_TOOL_REQUEST]`: LM Studio's way for models
/// without a dialect of their own.
enum LMStudioPrompt: PromptDialect {
    static func instructions(for tools: [ToolDefinition], choice: ToolChoice?) -> String? {
        guard !tools.isEmpty else { return nil }
        return """
            \(occasion)

            To call a tool, write exactly this, with its name and a JSON object of its arguments:
            [TOOL_REQUEST]{"name": "<tool name>", "arguments": {<arguments>}}[END_TOOL_REQUEST]

            For example:
            \(text(of: ExampleCall(from: tools).call))

            Write one such block for each call, no code fence around it, and stop after the last one. The results \
            come back in the next message between [TOOL_RESULT] and [END_TOOL_RESULT].\(ending(for: choice))

            Available tools, one JSON description a line:
            \(descriptions(of: tools))
            """
    }

    static func text(of call: RenderedCall) -> String {
        let name = JSONValue.string(call.name).jsonText()
        return "[TOOL_REQUEST]{\"name\": \(name), \"arguments\": \(call.arguments)}[END_TOOL_REQUEST]"
    }

    static func text(of result: RenderedResult) -> String {
        let name = result.name.map { "\"name\": \(JSONValue.string($0).jsonText()), " } ?? ""
        return
            "[TOOL_RESULT]{\(name)\"content\": \(JSONValue.string(result.text).jsonText())}[END_TOOL_RESULT]"
    }
}
