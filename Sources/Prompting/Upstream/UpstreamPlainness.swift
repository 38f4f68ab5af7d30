// SPDX-License-Identifier: Apache-2.0

import JSON

/// Tells in one pass that a schema needs no rewriting, which is so for nearly all.
///
/// It may be wrong in one direction only: what it does not know for plain is walked by `UpstreamRewriter`, whose rules
/// these are in short.
struct UpstreamPlainness {
    private let isRoot: Bool
    private let depth: Int
    private var type: String?
    private var hasItems = false
    private var hasValues = false
    private var hasAlternatives = false
    private var hasProperties = false

    private init(isRoot: Bool, depth: Int) {
        self.isRoot = isRoot
        self.depth = depth
    }

    /// Whether the rewriter would leave the schema of a tool's arguments as it is.
    static func isPlain(_ members: JSONObject) -> Bool {
        var root = UpstreamPlainness(isRoot: true, depth: 0)
        return root.arePlain(members)
    }

    private mutating func arePlain(_ members: JSONObject) -> Bool {
        guard depth < UpstreamLimits.depth else { return false }
        for (name, value) in members {
            let isPlain = Self.rules[name].map { passes($0, value) } ?? Self.isScalar(value)
            guard isPlain else { return false }
        }
        if hasAlternatives { return !hasProperties }
        guard type != nil || hasValues else { return false }
        return type != "array" || hasItems
    }

    private mutating func passes(_ rule: Rule, _ value: JSONValue) -> Bool {
        switch rule {
        case .type:
            type = value.string
            return type != nil
        case .values:
            hasValues = true
            return !isRoot && Self.isShortList(value)
        case .properties:
            hasProperties = true
            return areSchemas(value.object)
        case .definitions:
            return areSchemas(value.object)
        case .items:
            hasItems = true
            return isSchema(value)
        case .alternatives:
            hasAlternatives = true
            guard !isRoot, let schemas = value.array, !schemas.isEmpty else { return false }
            return schemas.allSatisfy(isSchema)
        case .additional: return value.bool != nil || isSchema(value)
        case .required: return true
        case .pattern, .count, .lowerCount, .bound, .default, .other: return Self.passes(rule, value)
        }
    }

    private static func passes(_ rule: Rule, _ value: JSONValue) -> Bool {
        switch rule {
        case .pattern: value.string.map { UpstreamPattern.respelt($0) == $0 } ?? false
        case .count: value.number?.smallCount.map { $0 <= UpstreamLimits.repetitions } ?? false
        // A higher one may be above its upper bound.
        case .lowerCount: value.number?.smallCount.map { $0 <= 1 } ?? false
        case .bound: value.number.map { $0.double.magnitude < 0x1p62 } ?? false
        case .default: !value.isNull && isScalar(value)
        default: false
        }
    }

    private func isSchema(_ value: JSONValue) -> Bool {
        guard let members = value.object else { return false }
        var below = UpstreamPlainness(isRoot: false, depth: depth + 1)
        return below.arePlain(members)
    }

    private func areSchemas(_ schemas: JSONObject?) -> Bool {
        schemas?.allSatisfy { $0.name != "$ref" && isSchema($0.value) } ?? false
    }

    private enum Rule {
        case type, values, properties, definitions, items, alternatives, additional, required, pattern
        case count, lowerCount, bound, `default`
        /// The rewriter has a look.
        case other
    }

    private static let rules: [String: Rule] = [
        "type": .type, "enum": .values, "const": .values, "properties": .properties, "$defs": .definitions,
        "definitions": .definitions, "items": .items, "anyOf": .alternatives, "oneOf": .alternatives,
        "additionalProperties": .additional, "required": .required, "pattern": .pattern, "maxLength": .count,
        "maxItems": .count, "minLength": .lowerCount, "minItems": .lowerCount, "minimum": .bound,
        "maximum": .bound, "exclusiveMinimum": .bound, "exclusiveMaximum": .bound, "multipleOf": .bound,
        "default": .default, "$ref": .other, "allOf": .other, "prefixItems": .other, "format": .other,
        "not": .other, "if": .other, "then": .other, "else": .other, "contains": .other,
        "propertyNames": .other, "dependentSchemas": .other, "dependencies": .other,
        "unevaluatedItems": .other, "unevaluatedProperties": .other, "additionalItems": .other,
        "patternProperties": .other,
    ]

    /// Whether it is a value that no rule is about, wherever it stands.
    private static func isScalar(_ value: JSONValue) -> Bool {
        switch value {
        case .null, .bool, .string: true
        case .number(let number): number.double.isFinite
        case .array, .object: false
        }
    }

    /// Whether it is one value, or a list that is neither empty nor long.
    private static func isShortList(_ value: JSONValue) -> Bool {
        guard let values = value.array else { return isScalar(value) }
        guard !values.isEmpty, values.count <= UpstreamLimits.enumValues else { return false }
        return values.allSatisfy(isScalar)
            && values.reduce(0) { $0 + ($1.string?.utf8.count ?? 0) } <= UpstreamLimits.enumBytes
    }
}

extension JSONNumber {
    /// The value of a whole number that is written without a fraction; nil for any other.
    fileprivate var smallCount: Int? {
        guard let count = exactly(Int.self), text == String(count) else { return nil }
        return count
    }
}
