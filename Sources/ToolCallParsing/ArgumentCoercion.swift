// SPDX-License-Identifier: Apache-2.0

import JSON
import ToolModel

/// Turns values that only have the wrong JSON type into what the tool's schema asks for.
///
/// Strings never become numbers unless the schema wants one, digits are kept to the last, and what does not
/// fit is left alone for validation to name.
enum ArgumentCoercion {
    /// The arguments after coercion, and a `coerced:/pointer` for each change.
    struct Outcome: Sendable {
        var members: JSONObject
        var repairs: [String] = []
    }

    /// - Parameters:
    ///   - members: the arguments as read.
    ///   - schema: the source of the tool's input schema.
    ///   - isUntyped: strings are bare text that may stand for any type.
    /// - Returns: the arguments after coercion and what was done.
    static func coerce(_ members: JSONObject, by schema: JSONValue, isUntyped: Bool) -> Outcome {
        var outcome = Outcome(members: members)
        guard let properties = schema["properties"]?.object else { return outcome }
        for (name, value) in members {
            guard let property = properties[name] else { continue }
            let coerced = self.value(value, by: property, isUntyped: isUntyped)
            guard coerced != value else { continue }
            outcome.members[name] = coerced
            if !isUntyped { outcome.repairs.append("coerced:\(JSONPointer(tokens: [name]))") }
        }
        return outcome
    }

    /// The value that `schema` asks for where `value` can be read as one, else `value`.
    static func value(_ value: JSONValue, by schema: JSONValue, isUntyped: Bool) -> JSONValue {
        let kinds = kinds(of: schema)
        guard let text = value.string else { return structure(value, by: schema, kinds) }
        if kinds.isEmpty { return value }
        if kinds.contains("string"), !isUntyped || kinds.count == 1 { return value }
        if let choices = schema["enum"]?.array, choices.contains(value) { return value }
        for kind in ["null", "boolean", "integer", "number", "array", "object"] where kinds.contains(kind) {
            if let read = read(text, as: kind) { return read }
        }
        return value
    }

    /// Whether a string is what `schema` wants, so that it can be passed on while it is still growing.
    static func takesStrings(_ schema: JSONValue?) -> Bool {
        guard let schema else { return true }
        let kinds = kinds(of: schema)
        return kinds.isEmpty || kinds.contains("string")
    }

    /// The types that `schema` allows; empty when it does not say.
    static func kinds(of schema: JSONValue) -> Set<String> {
        if let kind = schema["type"]?.string { return [kind] }
        if let kinds = schema["type"]?.array { return Set(kinds.compactMap(\.string)) }
        for keyword in ["anyOf", "oneOf"] {
            guard let branches = schema[keyword]?.array else { continue }
            let each = branches.map(kinds(of:))
            return each.contains(where: \.isEmpty) ? [] : each.reduce(into: []) { $0.formUnion($1) }
        }
        if let choices = schema["enum"]?.array { return Set(choices.map(\.kind)) }
        return schema["const"].map { [$0.kind] } ?? []
    }

    private static func structure(_ value: JSONValue, by schema: JSONValue, _ kinds: Set<String>) -> JSONValue
    {
        switch value {
        case .object(let members):
            let inner = coerce(members, by: schema, isUntyped: false)
            return inner.repairs.isEmpty ? value : .object(inner.members)
        case .array(let elements):
            guard let items = schema["items"] else { return value }
            return .array(elements.map { self.value($0, by: items, isUntyped: false) })
        default:
            return value
        }
    }

    private static func read(_ text: String, as kind: String) -> JSONValue? {
        let trimmed = trimmed(text)
        switch kind {
        case "null": return trimmed.lowercased() == "null" || trimmed == "None" ? .null : nil
        case "boolean":
            let word = trimmed.lowercased()
            return word == "true" ? true : word == "false" ? false : nil
        case "integer":
            guard let number = JSONNumber(text: trimmed), number.isInteger else { return nil }
            return .number(number)
        case "number": return JSONNumber(text: trimmed).map(JSONValue.number)
        default:
            guard let read = LenientText.value(ArraySlice(trimmed.utf8)), read.value.kind == kind else {
                return nil
            }
            return read.value
        }
    }

    private static func trimmed(_ text: String) -> String {
        let bytes = text.utf8.drop { $0 <= 0x20 }
        guard let end = bytes.lastIndex(where: { $0 > 0x20 }) else { return "" }
        return String(Substring(bytes[...end]))
    }
}
