// SPDX-License-Identifier: Apache-2.0

import ChatModel
import JSON
import ToolModel

/// `{"name": "listFiles", "parameters": {"path":"."}}`: Llama 3.1 to 3.3.
enum LlamaPrompt: PromptDialect {
    static func instructions(for tools: [ToolDefinition], choice: ToolChoice?) -> String? {
        guard !tools.isEmpty else { return nil }
        return """
            \(occasion)

            These are the functions, one JSON description a line:
            \(descriptions(of: tools))

            To call one, reply with a JSON object with its name and its arguments, in the form \
            {"name": function name, "parameters": dictionary of argument name and its value}. Do not use variables. \
            For example:
            \(text(of: ExampleCall(from: tools).call))

            For several calls write several objects with "; " between them. Write nothing around them. The results \
            come back in the next message.\(ending(for: choice))
            """
    }

    static func text(of call: RenderedCall) -> String {
        "{\"name\": \(JSONValue.string(call.name).jsonText()), \"parameters\": \(call.arguments)}"
    }

    static func text(of calls: [RenderedCall]) -> String {
        calls.map { text(of: $0) }.joined(separator: "; ")
    }
}
