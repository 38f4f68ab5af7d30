// SPDX-License-Identifier: Apache-2.0

import JSON

/// One coercion under way: the place it has come to and what it has changed.
struct Coercer {
    let program: SchemaProgram
    let options: SchemaCoercion.Options
    private let reading: @Sendable (String) -> JSONValue?
    private(set) var changes: [SchemaCoercion.Change] = []
    private var evaluation: Evaluation
    private var path: [PathToken] = []
    private var depth = 0
    /// Whether the value comes from JSON text inside a string, where strings are meant as such.
    private var isInsideText = false

    init(
        _ program: SchemaProgram, options: SchemaCoercion.Options,
        reading: @escaping @Sendable (String) -> JSONValue?
    ) {
        self.program = program
        self.options = options
        self.reading = reading
        evaluation = Evaluation(program, isCollecting: false)
    }

    private var hasUntypedStrings: Bool {
        options.hasUntypedStrings && !isInsideText
    }

    // MARK: - Walking the schema

    /// Changes `value` as the schema of a node asks.
    mutating func coerce(_ value: inout JSONValue, by index: Int) throws(SchemaError) {
        let node = program.nodes[index]
        guard node.verdict == nil else { return }
        guard depth < program.limits.validationDepth else {
            throw .validationDepth(limit: program.limits.validationDepth)
        }
        if !hasUntypedStrings, !options.fillsDefaults, try accepts(value, index) { return }
        depth += 1
        defer { depth -= 1 }
        let wasInsideText = isInsideText
        defer { isInsideText = wasInsideText }
        if let read = read(value, as: node, program.sources[index]) {
            changes.append(change(from: value, to: read))
            value = read
            isInsideText = true
        }
        for keyword in node.keywords { try keyword.coerce(&value, with: &self) }
    }

    /// Changes a member or an element.
    mutating func coerce(_ part: inout JSONValue, by schema: Subschema, at token: PathToken)
        throws(SchemaError)
    {
        path.append(token)
        defer { path.removeLast() }
        try coerce(&part, by: schema.node)
    }

    mutating func accepts(_ value: JSONValue, _ index: Int) throws(SchemaError) -> Bool {
        try evaluation.evaluate(index, value)
    }

    /// Whether a pattern is found in a member's name, counted as work of the validation.
    mutating func matches(_ pattern: Pattern, _ name: String) throws(SchemaError) -> Bool {
        try evaluation.matches(pattern, name)
    }

    /// The default that the schema of a missing member has.
    mutating func fillDefault(of name: String, by schema: Subschema, into members: inout JSONObject) {
        guard options.fillsDefaults, members[name] == nil,
            let value = program.sources[schema.node]["default"]
        else { return }
        members[name] = value
        path.append(.name(name))
        changes.append(change(from: nil, to: value))
        path.removeLast()
    }

    /// Changes `value` as one of several schemas asks, of which one should fit afterwards.
    mutating func coerce(_ value: inout JSONValue, byOneOf schemas: [Subschema]) throws(SchemaError) {
        if !hasUntypedStrings {
            for schema in schemas where try accepts(value, schema.node) {
                // It fits as it is; only defaults may be missing.
                return try coerce(&value, by: schema.node)
            }
        }
        var fallback: (value: JSONValue, changes: [SchemaCoercion.Change])?
        var hasFittingFallback = false
        for schema in schemas {
            var candidate = value
            let before = changes
            try coerce(&candidate, by: schema.node)
            let result = (value: candidate, changes: changes)
            changes = before
            let fits = try accepts(candidate, schema.node)
            // The first that fits and is more than text; else any that fits; else one that at least has the
            // type.
            if fits, candidate.string == nil {
                (value, changes) = result
                return
            }
            if fits && !hasFittingFallback || fallback == nil && candidate != value { fallback = result }
            hasFittingFallback = hasFittingFallback || fits
        }
        if let fallback { (value, changes) = fallback }
    }

    // MARK: - Reading text

    private func change(from original: JSONValue?, to value: JSONValue) -> SchemaCoercion.Change {
        SchemaCoercion.Change(instanceLocation: JSONPointer(path), original: original, value: value)
    }

    /// What the text of a string spells in the types that a node allows; nil when it stays as it is.
    private func read(_ value: JSONValue, as node: SchemaNode, _ members: JSONObject) -> JSONValue? {
        guard case .string(let text) = value, let types = node.types ?? listedTypes(members), types != .string
        else {
            return nil
        }
        guard hasUntypedStrings || !types.contains(.string) else { return nil }
        if let listed = members["enum"]?.array, listed.contains(value) { return nil }
        let word = Self.trimmed(text)
        if let number = JSONNumber(text: word) {
            if types.contains(.number) || types.contains(.integer) && number.isInteger {
                return .number(number)
            }
        }
        if types.contains(.boolean), let flag = Self.flag(word) { return .bool(flag) }
        if types.contains(.null), word.lowercased() == "null" || hasUntypedStrings && word == "None" {
            return .null
        }
        guard !types.isDisjoint(with: [.array, .object]), let parsed = container(text),
            types.allows(parsed)
        else { return nil }
        return parsed
    }

    /// The types of the values that `enum` or `const` lists, where `type` is absent.
    private func listedTypes(_ members: JSONObject) -> TypeSet? {
        let values = members["const"].map { [$0] } ?? members["enum"]?.array
        return values.map { values in TypeSet(values.compactMap { TypeSet(name: $0.kind) }) }
    }

    /// The text without the white space around it.
    private static func trimmed(_ text: String) -> String {
        let tail = text.utf8.drop { $0 <= 0x20 }
        guard let last = tail.lastIndex(where: { $0 > 0x20 }) else { return "" }
        return String(Substring(tail[...last]))
    }

    private static func flag(_ text: String) -> Bool? {
        switch text.lowercased() {
        case "true": true
        case "false": false
        default: nil
        }
    }

    /// The array or object that `text` is the JSON text of.
    private func container(_ text: String) -> JSONValue? {
        guard let first = text.utf8.first(where: { $0 > 0x20 }),
            first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
        else { return nil }
        guard let value = reading(text), value.array != nil || value.object != nil else { return nil }
        return value
    }
}
