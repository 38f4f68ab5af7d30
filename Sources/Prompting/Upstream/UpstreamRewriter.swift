// SPDX-License-Identifier: Apache-2.0

import JSON

/// Walks a schema and changes what model servers refuse.
///
/// What is refused, by which server and where that can be read: the decision note on schemas for model servers.
struct UpstreamRewriter {
    /// Any JSON value, in words that every grammar knows: the empty schema means an object to some.
    static let anyValue: JSONValue = .object([
        "anyOf": .array(plainTypes + [.object(["type": "array", "items": anyElement])])
    ])
    /// Any element of an array; not arrays again, since each of those would need elements too.
    static let anyElement: JSONValue = .object(["anyOf": .array(plainTypes)])

    private static let plainTypes: [JSONValue] = ["string", "number", "boolean", "object", "null"].map {
        .object(["type": .string($0)])
    }

    let root: JSONValue
    private(set) var changes: [UpstreamChange] = []
    private var path: [String] = []
    private var depth = 0
    /// How many there were so far: what refers to itself in several places would be shown without end.
    private var schemas = 0
    /// Leaves out all references, when leaving out some has led to others again and again.
    let followsNoReference: Bool

    init(root: JSONValue, followsNoReference: Bool = false) {
        self.root = root
        self.followsNoReference = followsNoReference
    }

    /// Notes a change of the schema at hand.
    mutating func note(_ reason: String) {
        changes.append(UpstreamChange(pointer: JSONPointer(tokens: path), reason: reason))
    }

    /// Notes a change of one of its keywords.
    mutating func note(_ keyword: String, _ reason: String) {
        changes.append(UpstreamChange(pointer: JSONPointer(tokens: path + [keyword]), reason: reason))
    }

    // MARK: - Schemas

    /// The root speaks of an object, and says so in `properties`: servers take nothing else there.
    mutating func rewrite(root members: JSONObject) -> JSONObject {
        var members = members
        let keywords = UpstreamKeywords(of: members.names)
        if let reference = members["$ref"] {
            members["$ref"] = nil
            members["allOf"] = .array((members["allOf"]?.array ?? []) + [["$ref": reference]])
            flatten(&members)
        } else if !keywords.isDisjoint(with: [.alternatives, .allOf]) {
            flatten(&members)
        }
        if !keywords.isDisjoint(with: [.conditions, .values]) {
            for name in UpstreamKeywords.conditionNames + ["enum", "const"] where members[name] != nil {
                members[name] = nil
                note(name, "left out: servers take no \"\(name)\" at the root of a tool's arguments.")
            }
        }
        return rewrite(members)
    }

    private mutating func rewrite(_ value: JSONValue) -> JSONValue {
        switch value {
        case .object(let members):
            let before = changes.count
            depth += 1
            defer { depth -= 1 }
            schemas += 1
            guard depth < UpstreamLimits.depth, schemas <= UpstreamLimits.schemas else {
                return cut(members)
            }
            let rewritten = rewrite(members)
            return changes.count == before ? value : .object(rewritten)
        case .bool(true):
            note("spelt out: a grammar has no rule for true.")
            return Self.anyValue
        case .bool(false):
            note("shown as null: a grammar has no rule for false.")
            return ["type": "null"]
        default:
            return value
        }
    }

    private mutating func rewrite(_ members: JSONObject) -> JSONObject {
        let before = changes.count
        var members = members
        dropUnsupportedReferences(&members)
        var keywords = UpstreamKeywords(of: members.names)
        if keywords.contains(.defaultValue), members["default"]?.isNull == true {
            members["default"] = nil
            note("default", "left out: chat templates fail on null.")
        }
        if dropOverflowingNumbers(&members) { keywords = UpstreamKeywords(of: members.names) }
        if keywords.contains(.allOf) || keywords.isSuperset(of: [.alternatives, .properties]) {
            simplifyCombination(&members, keywords)
            keywords = UpstreamKeywords(of: members.names)
        }
        if keywords.contains(.reference), replaceUnsupportedReference(&members) {
            keywords = UpstreamKeywords(of: members.names)
        }
        // Grammars heed nothing that stands beside a reference but what other references lead to.
        if !keywords.contains(.reference) { rewriteOwnKeywords(&members, keywords) }
        if keywords.contains(.subschemas) || changes.count > before { rewriteSubschemas(&members) }
        return members
    }

    private mutating func rewriteOwnKeywords(_ members: inout JSONObject, _ keywords: UpstreamKeywords) {
        var keywords = keywords
        if keywords.contains(.type) {
            if members["type"]?.array != nil {
                splitTypes(&members, keywords)
                keywords = UpstreamKeywords(of: members.names)
            }
        } else if keywords.isDisjoint(with: [.alternatives, .allOf, .values]) {
            addType(&members, keywords)
        }
        rewriteAssertions(&members, keywords)
        if members["type"] == "array" { addItems(&members, keywords) }
    }

    /// What is shown of a schema that is nested too deep, or comes after too many others.
    private mutating func cut(_ members: JSONObject) -> JSONValue {
        let rest: JSONValue =
            switch members["type"]?.string {
            case nil: Self.anyValue
            case "array"?: ["type": "array", "items": Self.anyElement]
            case let type?: ["type": .string(type)]
            }
        guard rest != .object(members) else { return rest }
        note(
            "left out: schemas are shown to a depth of \(UpstreamLimits.depth), and \(UpstreamLimits.schemas) of them."
        )
        return rest
    }

    // MARK: - What is below

    private mutating func rewriteSubschemas(_ members: inout JSONObject) {
        for name in ["properties", "$defs", "definitions"] {
            guard let schemas = members[name]?.object else { continue }
            let before = changes.count
            let rewritten = rewriteMap(schemas, name)
            if changes.count > before { members[name] = .object(rewritten) }
        }
        for name in ["items", "prefixItems", "additionalProperties", "anyOf", "oneOf", "allOf"] {
            guard let value = members[name] else { continue }
            let before = changes.count
            let rewritten = rewriteNested(value, name)
            if changes.count > before { members[name] = rewritten }
        }
    }

    private mutating func rewriteMap(_ schemas: JSONObject, _ name: String) -> JSONObject {
        var rewritten = schemas
        path.append(name)
        for (key, schema) in schemas {
            path.append(key)
            if key == "$ref" {
                rewritten[key] = nil
                note("left out: grammars take the name for a reference.")
            } else if schema == .bool(false), name == "properties" {
                rewritten[key] = nil
                note("left out: it may not be there.")
            } else {
                let before = changes.count
                let value = rewrite(schema)
                if changes.count > before { rewritten[key] = value }
            }
            path.removeLast()
        }
        path.removeLast()
        return rewritten
    }

    /// The schema, or the schemas in an array, under a keyword.
    private mutating func rewriteNested(_ value: JSONValue, _ name: String) -> JSONValue {
        path.append(name)
        defer { path.removeLast() }
        switch value {
        case .array(let schemas):
            var rewritten: [JSONValue] = []
            for (index, schema) in schemas.enumerated() {
                path.append(String(index))
                rewritten.append(rewrite(schema))
                path.removeLast()
            }
            return .array(rewritten)
        // Whether there may be more properties is said in every grammar by a boolean.
        case .bool where name == "additionalProperties":
            return value
        default:
            return rewrite(value)
        }
    }
}
