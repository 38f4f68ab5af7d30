// SPDX-License-Identifier: Apache-2.0

import JSON
import JSONSchema
import TestSupport
import Testing

@testable import PluginAuthoring

/// A schema and something that must be among its edges.
private struct EdgeCase: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let property: JSONValue
    let edges: [JSONValue]
}

private let edgeCases: [EdgeCase] = [
    EdgeCase(
        testDescription: "bounds of an integer", property: ["type": "integer", "minimum": 3, "maximum": 9],
        edges: [3, 9, 4, 8]),
    EdgeCase(
        testDescription: "bounds that are not allowed themselves",
        property: ["type": "integer", "exclusiveMinimum": 3, "exclusiveMaximum": 9], edges: [4, 8]),
    EdgeCase(
        testDescription: "an integer of any size", property: ["type": "integer"],
        edges: [0, -1, 9_223_372_036_854_775_807, .number("9223372036854775808"), -9_223_372_036_854_775_808]),
    EdgeCase(
        testDescription: "multiples",
        property: ["type": "integer", "multipleOf": 5, "minimum": 7, "maximum": 21],
        edges: [10]),
    EdgeCase(testDescription: "a number", property: ["type": "number"], edges: [.number("0.5"), 0]),
    EdgeCase(
        testDescription: "lengths of a text", property: ["type": "string", "minLength": 2, "maxLength": 4],
        edges: ["xx", "xxxx"]),
    EdgeCase(testDescription: "an empty text", property: ["type": "string"], edges: ["", "\"\\\u{0}\n"]),
    EdgeCase(testDescription: "a list", property: ["enum": ["a", 1, nil]], edges: ["a", 1, nil]),
    EdgeCase(testDescription: "a constant", property: ["const": ["a"]], edges: [["a"]]),
    EdgeCase(testDescription: "true and false", property: ["type": "boolean"], edges: [true, false]),
    EdgeCase(
        testDescription: "several types", property: ["type": ["null", "boolean"]], edges: [nil, true, false]),
    EdgeCase(
        testDescription: "branches", property: ["anyOf": [["const": 1], ["const": "x"]]], edges: [1, "x"]),
    EdgeCase(
        testDescription: "numbers of elements",
        property: ["type": "array", "items": ["const": 1], "minItems": 1, "maxItems": 3],
        edges: [[1, 1, 1], [1]]),
    EdgeCase(testDescription: "a reference", property: ["$ref": "#/$defs/unit"], edges: ["m"]),
    EdgeCase(
        testDescription: "a format", property: ["type": "string", "format": "ipv4"], edges: ["0.0.0.0"]),
]

extension JSONNumber {
    /// A number that no literal of Swift can write.
    fileprivate static func text(_ text: String) -> JSONNumber { JSONNumber(text: text) ?? 0 }
}

extension JSONValue {
    fileprivate static func number(_ text: String) -> JSONValue { .number(JSONNumber.text(text)) }
}

@Suite struct ArgumentGeneratorTests {
    private static func generator(_ schema: JSONValue) throws -> ArgumentGenerator {
        ArgumentGenerator(try Schema(compiling: schema))
    }

    @Test(arguments: edgeCases)
    private func `edges are found, and follow the schema`(edge: EdgeCase) throws {
        let schema: JSONValue = [
            "type": "object", "properties": ["value": edge.property], "required": ["value"],
            "additionalProperties": false, "$defs": ["unit": ["enum": ["m"]]],
        ]
        let generator = try Self.generator(schema)
        let cases = generator.boundaries()
        for value in edge.edges { #expect(cases.contains(["value": value]), "\(value)") }
        #expect(cases.allSatisfy(generator.accepts))
    }

    @Test(arguments: edgeCases)
    private func `random values follow the schema, the same for the same seed`(edge: EdgeCase) throws {
        let schema: JSONValue = [
            "type": "object", "properties": ["value": edge.property], "additionalProperties": false,
            "$defs": ["unit": ["enum": ["m"]]],
        ]
        let generator = try Self.generator(schema)
        let cases = generator.random(seed: 42, count: 30)
        #expect(cases.count > 10)
        #expect(cases.allSatisfy(generator.accepts))
        #expect(cases == generator.random(seed: 42, count: 30))
    }

    @Test func `another seed brings other values`() throws {
        let generator = try Self.generator(["type": "object", "properties": ["a": ["type": "string"]]])
        #expect(generator.random(seed: 1, count: 20) != generator.random(seed: 2, count: 20))
    }

    @Test func `an example is the typical call, one that does not follow the schema is not`() throws {
        let schema: JSONValue = [
            "type": "object", "properties": ["a": ["type": "integer"]], "required": ["a"],
            "examples": [["a": "x"], ["a": 7]],
        ]
        #expect(try Self.generator(schema).typical == ["a": 7])
    }

    @Test func `what cannot be made up is left out`() throws {
        let schema: JSONValue = [
            "type": "object", "properties": ["a": ["type": "string", "pattern": "^[A-Z]{9}-secret$"]],
            "required": ["a"],
        ]
        let generator = try Self.generator(schema)
        #expect(generator.typical == nil)
        #expect(generator.boundaries().isEmpty)
        #expect(generator.random(seed: 1, count: 5).isEmpty)
    }

    @Test func `a schema that leads to itself ends`() throws {
        let schema: JSONValue = [
            "type": "object",
            "properties": ["next": ["$ref": "#"], "list": ["type": "array", "items": ["$ref": "#"]]],
        ]
        let generator = try Self.generator(schema)
        #expect(generator.typical != nil)
        #expect(generator.random(seed: 3, count: 20).allSatisfy(generator.accepts))
    }
}
