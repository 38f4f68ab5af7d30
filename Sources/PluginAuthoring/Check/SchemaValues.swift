// SPDX-License-Identifier: Apache-2.0

import JSON

/// Values that a schema probably allows: those at its edges, and random ones.
struct SchemaValues {
    /// What local references are looked up in.
    let root: JSONValue

    /// How deep values are made up.
    private static let depth = 6
    /// The most members and elements that are made up.
    private static let members = 8

    /// The properties of an object's schema, those of `allOf` included.
    func properties(of schema: JSONValue) -> [(String, JSONValue)] {
        let schema = resolved(schema)
        var found: [(String, JSONValue)] = []
        for (name, property) in schema["properties"]?.object ?? [:] { found.append((name, property)) }
        for part in schema["allOf"]?.array ?? [] { found += properties(of: part) }
        return found
    }

    // MARK: - Edges

    /// Values at the edges, a typical one first.
    func edges(of schema: JSONValue, depth: Int = 0) -> [JSONValue] {
        let schema = resolved(schema)
        guard depth < Self.depth else { return [] }
        if let constant = schema["const"] { return [constant] }
        if let list = schema["enum"]?.array { return list }
        let given = [schema["default"]].compactMap { $0 } + (schema["examples"]?.array ?? [])
        for keyword in ["anyOf", "oneOf"] {
            guard let branches = schema[keyword]?.array else { continue }
            return given + branches.flatMap { edges(of: $0, depth: depth + 1) }
        }
        return given + types(of: schema).flatMap { edges(of: schema, type: $0, depth: depth) }
    }

    private func edges(of schema: JSONValue, type: String, depth: Int) -> [JSONValue] {
        switch type {
        case "string": StringValues(schema).edges.map(JSONValue.string)
        case "integer": NumberValues(schema, isInteger: true).edges
        case "number": NumberValues(schema, isInteger: false).edges
        case "boolean": [true, false]
        case "null": [.null]
        case "array": arrayEdges(schema, depth: depth)
        default: objectEdges(schema, depth: depth)
        }
    }

    private func arrayEdges(_ schema: JSONValue, depth: Int) -> [JSONValue] {
        let least = schema["minItems"]?.int ?? 0
        let most = min(schema["maxItems"]?.int ?? max(least, 3), max(least, 64))
        let items = edges(of: schema["items"] ?? [:], depth: depth + 1)
        guard !items.isEmpty else { return least == 0 ? [.array([])] : [] }
        return [most, least, min(most, least + 1)].map { count in
            .array((0..<max(0, count)).map { items[$0 % items.count] })
        }
    }

    private func objectEdges(_ schema: JSONValue, depth: Int) -> [JSONValue] {
        let required = Set((schema["required"]?.array ?? []).compactMap(\.string))
        var (least, full): (JSONObject, JSONObject) = ([:], [:])
        for (name, property) in properties(of: schema) {
            guard let value = edges(of: property, depth: depth + 1).first else { continue }
            full[name] = value
            if required.contains(name) { least[name] = value }
        }
        return [.object(full), .object(least)]
    }

    // MARK: - Random values

    func random(of schema: JSONValue, using numbers: inout RandomNumbers, depth: Int = 0) -> JSONValue? {
        let schema = resolved(schema)
        guard depth < Self.depth else { return nil }
        if let constant = schema["const"] { return constant }
        if let list = schema["enum"]?.array { return list.randomElement(using: &numbers) }
        for keyword in ["anyOf", "oneOf"] {
            guard let branch = schema[keyword]?.array?.randomElement(using: &numbers) else { continue }
            return random(of: branch, using: &numbers, depth: depth + 1)
        }
        // Every tenth value is one of the edges, which random ones hardly hit.
        if depth > 0, Int.random(in: 0..<10, using: &numbers) == 0,
            let edge = edges(of: schema, depth: depth).randomElement(using: &numbers)
        {
            return edge
        }
        switch types(of: schema).randomElement(using: &numbers) {
        case "string"?: return .string(StringValues(schema).random(using: &numbers))
        case "integer"?: return NumberValues(schema, isInteger: true).random(using: &numbers)
        case "number"?: return NumberValues(schema, isInteger: false).random(using: &numbers)
        case "boolean"?: return .bool(Bool.random(using: &numbers))
        case "null"?: return .null
        case "array"?: return randomArray(schema, using: &numbers, depth: depth)
        default: return randomObject(schema, using: &numbers, depth: depth)
        }
    }

    private func randomArray(
        _ schema: JSONValue, using numbers: inout RandomNumbers, depth: Int
    ) -> JSONValue? {
        let least = schema["minItems"]?.int ?? 0
        let most = min(schema["maxItems"]?.int ?? Int.max, max(least, Self.members))
        guard least <= most else { return nil }
        var elements: [JSONValue] = []
        for _ in 0..<Int.random(in: least...most, using: &numbers) {
            guard let element = random(of: schema["items"] ?? [:], using: &numbers, depth: depth + 1) else {
                return nil
            }
            elements.append(element)
        }
        return .array(elements)
    }

    private func randomObject(
        _ schema: JSONValue, using numbers: inout RandomNumbers, depth: Int
    ) -> JSONValue? {
        let required = Set((schema["required"]?.array ?? []).compactMap(\.string))
        var members: JSONObject = [:]
        for (name, property) in properties(of: schema) {
            guard required.contains(name) || Bool.random(using: &numbers) else { continue }
            guard let value = random(of: property, using: &numbers, depth: depth + 1) else { continue }
            members[name] = value
        }
        return .object(members)
    }

    // MARK: - Reading schemas

    /// The types that a schema names or implies; an empty one allows anything, for which a text stands.
    private func types(of schema: JSONValue) -> [String] {
        if let name = schema["type"]?.string { return [name] }
        if let names = schema["type"]?.array { return names.compactMap(\.string) }
        if schema["properties"] != nil || schema["required"] != nil { return ["object"] }
        if schema["items"] != nil { return ["array"] }
        if schema["minimum"] != nil || schema["maximum"] != nil { return ["number"] }
        return ["string"]
    }

    /// The schema that a local reference leads to, its neighbours added.
    private func resolved(_ schema: JSONValue) -> JSONValue {
        var schema = schema
        // As many steps as the deepest sensible chain; a cycle ends here too.
        for _ in 0..<8 {
            guard let reference = schema["$ref"]?.string, reference.hasPrefix("#"),
                let pointer = JSONPointer(String(reference.dropFirst())), let target = root[pointer],
                var members = target.object
            else { return schema }
            for (name, value) in schema.object ?? [:] where name != "$ref" { members[name] = value }
            schema = .object(members)
        }
        return schema
    }
}
