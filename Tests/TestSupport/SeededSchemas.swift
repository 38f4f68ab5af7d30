// SPDX-License-Identifier: Apache-2.0

package import JSON

/// Pseudo-random schemas and instances, the same for the same seed.
package struct SeededSchemas: RandomNumberGenerator {
    private var generator: SeededGenerator

    package init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
    }

    package mutating func next() -> UInt64 {
        generator.next()
    }

    private mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: elements.indices, using: &self)]
    }

    private static let names = ["a", "b", "ab", "", "x", "$ref", "é"]
    private static let strings = [
        "", "a", "ab", "5", "true", "[1]", "2026-03-01", "é😀", "a@b.c", "aaaaaaaaaaaaaaaaaaaaaaaaaa!",
    ]
    private static let numbers = [
        "0", "-0.0", "1", "2", "2.50", "1e400", "-1e-400", "9007199254740993", "0.1", "-7",
    ]
    private static let patterns = [
        "a", "^a+$", "^(a+)+$", "[^]", "\\p{L}", "(", "x{2,}", "^[^a-c]*$", "\\d\\s\\S", "(?<n>a)\\k<n>",
    ]
    private static let references = [
        "#", "#/$defs/a", "#/$defs/b", "#/definitions/a", "#a", "#/properties/a", "other", "#/allOf/0",
        "https://json-schema.org/draft/2020-12/schema", "#/items",
    ]

    package mutating func instance(depth: Int = 3) -> JSONValue {
        switch Int.random(in: 0..<(depth > 0 ? 7 : 5), using: &self) {
        case 0: return .null
        case 1: return .bool(.random(using: &self))
        case 2, 3: return JSONNumber(text: pick(Self.numbers)).map(JSONValue.number) ?? .null
        case 4: return .string(pick(Self.strings))
        case 5:
            return .array((0..<Int.random(in: 0...4, using: &self)).map { _ in instance(depth: depth - 1) })
        default:
            return .object(
                JSONObject(
                    (0..<Int.random(in: 0...4, using: &self)).map { _ in
                        (pick(Self.names), instance(depth: depth - 1))
                    }))
        }
    }

    package mutating func schema(depth: Int = 4) -> JSONValue {
        if depth == 0 || Int.random(in: 0..<8, using: &self) == 0 { return .bool(.random(using: &self)) }
        var members = JSONObject()
        for _ in 0..<Int.random(in: 0...4, using: &self) {
            let (name, value) = keyword(depth: depth - 1)
            members[name] = value
        }
        if depth == 4, Bool.random(using: &self) {
            members["$defs"] = ["a": schema(depth: 2), "b": schema(depth: 2)]
        }
        return .object(members)
    }

    /// A schema whose text has lost or gained some bytes and is JSON all the same; `true` when it is not.
    package mutating func damagedSchema() -> JSONValue {
        var bytes = schema().jsonBytes()
        for _ in 0..<Int.random(in: 1...3, using: &self) where !bytes.isEmpty {
            let place = Int.random(in: bytes.indices, using: &self)
            switch Int.random(in: 0..<3, using: &self) {
            case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<7, using: &self)
            case 1: bytes.remove(at: place)
            default: bytes.insert(bytes[Int.random(in: bytes.indices, using: &self)], at: place)
            }
        }
        // What the reader refuses is the reader's own fuzzing.
        return (try? JSONValue(parsing: bytes)) ?? true
    }

    /// Now and then a value is of no use to its keyword.
    private mutating func value(_ usual: JSONValue) -> JSONValue {
        Int.random(in: 0..<40, using: &self) == 0 ? instance() : usual
    }

    private mutating func keyword(depth: Int) -> (String, JSONValue) {
        Bool.random(using: &self) ? plainKeyword() : applyingKeyword(depth: depth)
    }

    private mutating func plainKeyword() -> (String, JSONValue) {
        switch Int.random(in: 0..<6, using: &self) {
        case 0:
            let types = ["null", "boolean", "integer", "number", "string", "array", "object"]
            return ("type", value(.string(pick(types))))
        case 1:
            let name = pick([
                "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "const",
            ])
            return (name, value(JSONNumber(text: pick(Self.numbers)).map(JSONValue.number) ?? 1))
        case 2:
            let name = pick([
                "minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties",
                "minContains", "maxContains",
            ])
            return (name, value(.number(pick([0, 1, 2, 3]))))
        case 3:
            let name = pick(["pattern", "format", "$anchor", "$dynamicAnchor", "$id"])
            return (name, value(.string(pick(Self.patterns + ["date", "email", "uri", "a", "b"]))))
        case 4: return (pick(["$ref", "$dynamicRef"]), .string(pick(Self.references)))
        default:
            let name = pick(["enum", "required", "uniqueItems", "dependentRequired", "default", "unknown"])
            return (name, value(pick([.array([instance()]), .array(["a"]), true, ["a": ["b"]]])))
        }
    }

    private mutating func applyingKeyword(depth: Int) -> (String, JSONValue) {
        switch Int.random(in: 0..<4, using: &self) {
        case 0:
            let name = pick([
                "items", "contains", "additionalProperties", "propertyNames", "not", "if", "then", "else",
                "unevaluatedProperties", "unevaluatedItems", "additionalItems",
            ])
            return (name, value(schema(depth: depth)))
        case 1:
            let count = Int.random(in: 1...3, using: &self)
            let name = pick(["allOf", "anyOf", "oneOf", "prefixItems", "items"])
            return (name, value(.array((0..<count).map { _ in schema(depth: depth) })))
        case 2:
            let count = Int.random(in: 0...3, using: &self)
            let members = JSONObject((0..<count).map { _ in (pick(Self.names), schema(depth: depth)) })
            return (
                pick(["properties", "dependentSchemas", "$defs", "definitions"]), value(.object(members))
            )
        default: return ("patternProperties", [pick(Self.patterns): schema(depth: depth)])
        }
    }
}
