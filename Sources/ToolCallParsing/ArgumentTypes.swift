// SPDX-License-Identifier: Apache-2.0

import JSON
import JSONSchema

/// What a tool's schema says of the types of its arguments, one argument at a time where that is possible.
struct ArgumentTypes: Sendable {
    private let schema: Schema?
    private let properties: JSONObject?
    /// Whether values that have a type of their own may get another.
    private let changesTyped: Bool
    /// Whether each argument's type depends on nothing but its own value and schema.
    private let isPlain: Bool

    /// Whether arguments can be told one at a time.
    var areTold: Bool { isPlain || !changesTyped }

    /// The keywords at a schema's top that bear on one member alone or change no value.
    private static let plainKeywords: Set<String> = [
        "$schema", "$id", "$anchor", "$comment", "$defs", "definitions", "title", "description", "type",
        "properties", "required", "additionalProperties", "minProperties", "maxProperties", "default",
        "examples", "deprecated", "readOnly", "writeOnly", "strict",
    ]
    /// The keywords that look deeper into a value than at its type.
    private static let branchingKeywords = [
        "$ref", "$dynamicRef", "allOf", "anyOf", "oneOf", "if", "then", "else",
    ]

    /// - Parameter tool: the tool that is called; without a schema every value stays as it is.
    init(_ tool: CallableTool?) {
        schema = tool?.schema
        changesTyped = tool?.isChecked ?? false
        let members = schema?.source.object
        properties = members?["properties"]?.object
        let hasPlainKeywords = members.map { $0.names.allSatisfy(Self.plainKeywords.contains) } ?? true
        // Further members have no schema of their own, or one that is not worth following here.
        let isClosed = members?["additionalProperties"].map { $0.bool != nil } ?? true
        isPlain = hasPlainKeywords && isClosed
    }

    // MARK: - Coercion

    /// The arguments as the schema has them, and a `coerced:/pointer` for each change to a typed value.
    ///
    /// - Throws: `SchemaError` when a limit of validations is met.
    func coerce(
        _ members: JSONObject, untyped: Set<String>
    ) throws(SchemaError) -> (members: JSONObject, repairs: [String]) {
        guard let schema else { return (members, []) }
        var members = members
        if !untyped.isEmpty {
            let bare = JSONObject(members.filter { untyped.contains($0.name) }.map { ($0.name, $0.value) })
            let read = try schema.coerce(
                .object(bare), options: .init(hasUntypedStrings: true), reading: Self.container)
            for (name, value) in read.value.object ?? bare { members[name] = value }
        }
        guard changesTyped else { return (members, []) }
        let coercion = try schema.coerce(.object(members), reading: Self.container)
        let repairs = coercion.changes.map { "coerced:\($0.instanceLocation)" }
        return (coercion.value.object ?? members, repairs)
    }

    /// One argument as the schema has it; nil when that cannot be told, or a limit of validations is met.
    func coerce(_ value: JSONValue, of name: String, isUntyped: Bool) -> JSONValue? {
        guard isPlain || !isUntyped else { return nil }
        // Which limit does not matter here: the whole meets it again and says so.
        let coerced = try? coerce([name: value], untyped: isUntyped ? [name] : [])
        return coerced?.members[name]
    }

    /// A list or an object out of a string's text, as leniently as the arguments themselves are read.
    @Sendable private static func container(_ text: String) -> JSONValue? {
        LenientText.value(ArraySlice(text.utf8))?.value
    }

    // MARK: - Strings that are still growing

    /// Whether a string stays one whatever it says.
    func keepsStrings(of name: String) -> Bool {
        guard changesTyped else { return true }
        guard let property = properties?[name] else { return isPlain }
        guard let kinds = Self.kinds(of: property) else { return false }
        return kinds.isEmpty || kinds.contains("string")
    }

    /// Whether bare text is a string whatever it says.
    func takesOnlyStrings(for name: String) -> Bool {
        guard let property = properties?[name] else { return isPlain }
        guard let kinds = Self.kinds(of: property) else { return false }
        return kinds.isEmpty || kinds == ["string"]
    }

    /// The types that a schema names; empty when it allows all, nil when that takes a closer look.
    private static func kinds(of schema: JSONValue) -> Set<String>? {
        guard let members = schema.object else { return [] }
        guard !branchingKeywords.contains(where: { members[$0] != nil }) else { return nil }
        switch members["type"] {
        case .string(let kind): return [kind]
        case .array(let kinds): return Set(kinds.compactMap(\.string))
        default: return members["enum"] == nil && members["const"] == nil ? [] : nil
        }
    }
}
