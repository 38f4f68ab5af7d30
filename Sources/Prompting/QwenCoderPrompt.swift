// SPDX-License-Identifier: Apache-2.0

import ChatModel
import JSON
import ToolModel

/// `<tool_call><function=listFiles><parameter=path>.</parameter></function></tool_call>`: Qwen3-Coder and its kin.
enum QwenCoderPrompt: PromptDialect {
    static func instructions(for tools: [ToolDefinition], choice: ToolChoice?) -> String? {
        guard !tools.isEmpty else { return nil }
        return """
            # Tools

            \(occasion)

            These are the functions, one JSON description a line:
            <tools>
            \(descriptions(of: tools))
            </tools>

            To call one, reply in the following format with nothing after it:

            <tool_call>
            <function=example_function_name>
            <parameter=example_parameter_1>
            value_1
            </parameter>
            <parameter=example_parameter_2>
            This is the value of the second parameter,
            which may have several lines
            </parameter>
            </function>
            </tool_call>

            For example:
            \(text(of: ExampleCall(from: tools).call))

            Required parameters must be given. Write text as it is, everything else as JSON. For several calls write \
            several such blocks. The results come back in the next message between <tool_response> and \
            </tool_response>.\(ending(for: choice))
            """
    }

    static func text(of call: RenderedCall) -> String {
        let properties = properties(of: call.inputSchema)
        let isPlain = call.members.allSatisfy { name, value in
            isName(name) && properties.map { isFaithful(value, $0[name]) } ?? false
        }
        // Text between tags has no escapes: what it cannot carry goes in as JSON, which is understood as well.
        let arguments = isPlain ? call.members.map(parameter).joined() : "\(call.arguments)\n"
        return "<tool_call>\n<function=\(call.name)>\n\(arguments)</function>\n</tool_call>"
    }

    /// The schemas of the arguments; nil where they alone do not tell the types.
    private static func properties(of schema: JSONValue?) -> JSONObject? {
        guard let members = schema?.object else { return nil }
        let further = ["patternProperties", "dependentSchemas", "unevaluatedProperties"] + branching
        guard !further.contains(where: { members[$0] != nil }), members["additionalProperties"]?.object == nil
        else {
            return nil
        }
        return members["properties"]?.object ?? [:]
    }

    private static let branching = ["$ref", "$dynamicRef", "allOf", "anyOf", "oneOf", "if"]

    private static func parameter(_ name: String, _ value: JSONValue) -> String {
        "<parameter=\(name)>\n\(value.string ?? value.jsonText())\n</parameter>\n"
    }

    private static func isName(_ name: String) -> Bool {
        !name.isEmpty
            && name.utf8.allSatisfy { byte in
                (byte | 0x20) &- UInt8(ascii: "a") <= 25 || byte &- UInt8(ascii: "0") <= 9
                    || "_-.".utf8.contains(byte)
            }
    }

    /// Whether a reader that has only the text and the schema gets the value back.
    private static func isFaithful(_ value: JSONValue, _ schema: JSONValue?) -> Bool {
        guard !(value.string ?? value.jsonText()).contains("</parameter>") else { return false }
        let members = schema?.object ?? [:]
        guard !(branching + ["enum", "const"]).contains(where: { members[$0] != nil }) else { return false }
        let kinds = members["type"].map { $0.array?.compactMap(\.string) ?? [$0.string ?? ""] } ?? []
        if value.string != nil { return kinds.isEmpty || kinds == ["string"] }
        let isNumber = value.kind == "number" || value.kind == "integer"
        let isListed =
            kinds.contains(value.kind)
            || (isNumber && (kinds.contains("number") || kinds.contains("integer")))
        return isListed && !kinds.contains("string")
    }

    static func text(of result: RenderedResult) -> String {
        HermesPrompt.text(of: result)
    }
}
