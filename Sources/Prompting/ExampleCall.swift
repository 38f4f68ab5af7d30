// SPDX-License-Identifier: Apache-2.0

import JSON
import ToolModel

/// A call of one of the tools at hand, to show the form with.
struct ExampleCall: Sendable {
    let call: RenderedCall

    /// How deep required members are made up; deeper ones are left out.
    private static let depth = 4

    /// Takes the first tool with parameters, or else the first.
    init(from tools: [ToolDefinition]) {
        let tool = tools.first { $0.inputSchema["properties"]?.object?.isEmpty == false } ?? tools.first
        let arguments = tool.map { Self.members(of: $0.inputSchema, depth: Self.depth) } ?? [:]
        call = RenderedCall(
            name: tool?.name ?? "", arguments: JSONValue.object(arguments).jsonText(), members: arguments,
            inputSchema: tool?.inputSchema)
    }

    /// The required members, or the first one where none is required.
    private static func members(of schema: JSONValue, depth: Int) -> JSONObject {
        guard let properties = schema["properties"]?.object, depth > 0 else { return [:] }
        let required = (schema["required"]?.array ?? []).compactMap(\.string)
        let shown = required.isEmpty ? Array(properties.names.prefix(1)) : required
        var members = JSONObject()
        for name in properties.names where shown.contains(name) {
            members[name] = value(of: properties[name] ?? true, depth: depth - 1)
        }
        return members
    }

    /// What the author gives as an example or default, or else the plainest value of the type.
    private static func value(of schema: JSONValue, depth: Int) -> JSONValue {
        let given =
            schema["examples"]?.array?.first ?? schema["example"] ?? schema["default"] ?? schema["const"]
            ?? schema["enum"]?.array?.first
        if let given { return given }
        switch schema["type"]?.string ?? schema["type"]?.array?.first?.string {
        case "integer", "number": return schema["minimum"] ?? 1
        case "boolean": return true
        case "array": return schema["items"].map { [value(of: $0, depth: depth - 1)] } ?? []
        case "object": return .object(members(of: schema, depth: depth))
        case "null": return .null
        default: return "text"
        }
    }
}
