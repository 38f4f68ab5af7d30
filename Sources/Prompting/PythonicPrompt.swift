// SPDX-License-Identifier: Apache-2.0

import ChatModel
import JSON
import ToolModel

/// `[listFiles(path=".")]`: Llama 4, LFM2, ToolACE and others that write calls as Python does.
enum PythonicPrompt: PromptDialect {
    static func instructions(for tools: [ToolDefinition], choice: ToolChoice?) -> String? {
        guard !tools.isEmpty else { return nil }
        return """
            \(occasion)

            These are the functions, one JSON description a line:
            \(descriptions(of: tools))

            To call functions, reply with a list of Python calls and nothing else, every argument given by its name \
            and every value a literal: [function_name(name1=value1, name2=value2), other_function()]. For example:
            \(text(of: ExampleCall(from: tools).call))

            The results come back in the next message.\(ending(for: choice))
            """
    }

    static func text(of call: RenderedCall) -> String {
        text(of: [call])
    }

    static func text(of calls: [RenderedCall]) -> String {
        "[\(calls.map(expression).joined(separator: ", "))]"
    }

    private static func expression(_ call: RenderedCall) -> String {
        let named = call.members.filter { isIdentifier($0.name) }.map { "\($0.name)=\(literal($0.value))" }
        // What Python could not take as a name goes in as a dictionary.
        let others = JSONObject(call.members.filter { !isIdentifier($0.name) }.map { ($0.name, $0.value) })
        let rest = others.isEmpty ? [] : ["**\(literal(.object(others)))"]
        return "\(call.name)(\((named + rest).joined(separator: ", ")))"
    }

    private static func isIdentifier(_ name: String) -> Bool {
        guard let first = name.utf8.first, first &- UInt8(ascii: "0") > 9 else { return false }
        return name.utf8.allSatisfy { byte in
            (byte | 0x20) &- UInt8(ascii: "a") <= 25 || byte &- UInt8(ascii: "0") <= 9
                || byte == UInt8(ascii: "_")
        }
    }

    /// A value as a Python literal: strings are spelled as in JSON, which Python reads alike.
    private static func literal(_ value: JSONValue) -> String {
        switch value {
        case .null: "None"
        case .bool(let flag): flag ? "True" : "False"
        case .number, .string: value.jsonText()
        case .array(let elements): "[\(elements.map(literal).joined(separator: ", "))]"
        case .object(let members):
            "{\(members.map { "\(JSONValue.string($0.name).jsonText()): \(literal($0.value))" }.joined(separator: ", "))}"
        }
    }
}
