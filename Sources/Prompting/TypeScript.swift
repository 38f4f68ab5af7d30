// SPDX-License-Identifier: Apache-2.0

import JSON

/// JSON schemas as TypeScript types, the way in which Harmony shows tools to a model.
enum TypeScript {
    /// How deep objects and arrays are followed; deeper ones are `any`.
    private static let depth = 8

    /// The type that a schema describes, `any` where it says nothing that TypeScript could.
    static func type(of schema: JSONValue) -> String {
        type(of: schema, indent: 0, depth: depth)
    }

    /// The lines of a text as comments before something else; empty for an empty text.
    static func comment(_ text: String, indent: Int) -> String {
        let space = String(repeating: " ", count: indent)
        return text.split(separator: "\n").map { "\(space)// \($0)\n" }.joined()
    }

    private static func type(of schema: JSONValue, indent: Int, depth: Int) -> String {
        guard depth > 0, let members = schema.object else { return "any" }
        if let constant = members["const"] { return constant.jsonText() }
        if let choices = members["enum"]?.array {
            return choices.map { $0.jsonText() }.joined(separator: " | ")
        }
        if let branches = members["anyOf"]?.array ?? members["oneOf"]?.array {
            return branches.map { type(of: $0, indent: indent, depth: depth - 1) }.joined(separator: " | ")
        }
        let kinds = members["type"].map { $0.array?.compactMap(\.string) ?? [$0.string ?? ""] } ?? []
        let types = kinds.map { kind in
            switch kind {
            case "string", "boolean", "null": kind
            case "integer", "number": "number"
            case "array": array(of: members["items"] ?? true, indent: indent, depth: depth)
            case "object": object(members, indent: indent, depth: depth)
            default: "any"
            }
        }
        return types.isEmpty ? "any" : types.joined(separator: " | ")
    }

    private static func array(of items: JSONValue, indent: Int, depth: Int) -> String {
        let element = type(of: items, indent: indent, depth: depth - 1)
        return element.contains(" | ") && !element.hasPrefix("{") ? "(\(element))[]" : "\(element)[]"
    }

    private static func object(_ members: JSONObject, indent: Int, depth: Int) -> String {
        guard let properties = members["properties"]?.object, !properties.isEmpty else { return "object" }
        let required = Set((members["required"]?.array ?? []).compactMap(\.string))
        let space = String(repeating: " ", count: indent)
        let lines = properties.map { name, schema in
            let described = comment(schema["description"]?.string ?? "", indent: indent)
            let mark = required.contains(name) ? "" : "?"
            let kind = type(of: schema, indent: indent + 2, depth: depth - 1)
            let fallback = schema["default"].map { " // default: \($0.jsonText())" } ?? ""
            return "\(described)\(space)\(key(name))\(mark): \(kind),\(fallback)\n"
        }
        return "{\n\(lines.joined())\(String(repeating: " ", count: max(0, indent - 2)))}"
    }

    /// A member's name, in quotes where TypeScript needs them.
    private static func key(_ name: String) -> String {
        let isPlain =
            name.utf8.allSatisfy { byte in
                (byte | 0x20) &- UInt8(ascii: "a") <= 25 || byte &- UInt8(ascii: "0") <= 9
                    || byte == UInt8(ascii: "_")
            } && (name.utf8.first.map { $0 &- UInt8(ascii: "0") > 9 } ?? false)
        return isPlain ? name : JSONValue.string(name).jsonText()
    }
}
