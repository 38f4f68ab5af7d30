// SPDX-License-Identifier: Apache-2.0

import ChatModel
import JSON
import ToolModel

/// `<|channel|>commentary to=functions.listFiles <|constrain|>json<|message|>{"path":"."}<|call|>`: gpt-oss.
enum HarmonyPrompt: PromptDialect {
    static func instructions(for tools: [ToolDefinition], choice: ToolChoice?) -> String? {
        guard !tools.isEmpty else { return nil }
        return """
            \(occasion)

            # Tools

            ## functions

            namespace functions {

            \(tools.map(signature).joined(separator: "\n\n"))

            } // namespace functions

            Calls to these tools must go to the commentary channel: 'functions'. For example:
            \(text(of: ExampleCall(from: tools).call))

            The results come back in the next message.\(ending(for: choice))
            """
    }

    private static func signature(_ tool: ToolDefinition) -> String {
        let comment = TypeScript.comment(tool.description, indent: 0)
        guard tool.inputSchema["properties"]?.object?.isEmpty == false else {
            return "\(comment)type \(tool.name) = () => any;"
        }
        return "\(comment)type \(tool.name) = (_: \(TypeScript.type(of: tool.inputSchema))) => any;"
    }

    static func text(of call: RenderedCall) -> String {
        "<|channel|>commentary to=functions.\(call.name) <|constrain|>json<|message|>\(call.arguments)<|call|>"
    }

    static func text(of result: RenderedResult) -> String {
        let name = result.name.map { "functions.\($0)" } ?? "tool"
        let text = JSONValue.string(result.text).jsonText()
        return "<|start|>\(name) to=assistant<|channel|>commentary<|message|>\(text)<|end|>"
    }
}
