// SPDX-License-Identifier: Apache-2.0

import ChatModel
import JSON
import ToolModel

/// `[TOOL_CALLS]listFiles[ARGS]{"path":"."}`: Mistral's models from version 11 on, Devstral and Magistral.
enum MistralPrompt: PromptDialect {
    static func instructions(for tools: [ToolDefinition], choice: ToolChoice?) -> String? {
        guard !tools.isEmpty else { return nil }
        let list = descriptions(of: tools).split(separator: "\n").joined(separator: ",\n")
        return """
            \(occasion)

            [AVAILABLE_TOOLS][
            \(list)
            ][/AVAILABLE_TOOLS]

            To call one, write [TOOL_CALLS], its name, [ARGS] and a JSON object of its arguments. For example:
            \(text(of: ExampleCall(from: tools).call))

            For several calls write that several times, then stop. The results come back in the next message \
            between [TOOL_RESULTS] and [/TOOL_RESULTS].\(ending(for: choice))
            """
    }

    static func text(of call: RenderedCall) -> String {
        "[TOOL_CALLS]\(call.name)[ARGS]\(call.arguments)"
    }

    static func text(of calls: [RenderedCall]) -> String {
        calls.map { text(of: $0) }.joined()
    }

    static func text(of result: RenderedResult) -> String {
        let name = result.name.map { "\"name\": \(JSONValue.string($0).jsonText()), " } ?? ""
        return
            "[TOOL_RESULTS]{\(name)\"content\": \(JSONValue.string(result.text).jsonText())}[/TOOL_RESULTS]"
    }
}
