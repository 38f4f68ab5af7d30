// SPDX-License-Identifier: Apache-2.0

import JSON
import JSONSchema
import Testing
import TypedCalls

private let pack = """
    struct point { int16_t x; double weights[2]; };
    int pack(const uint8_t *buf, unsigned len, int8_t level, uint8_t *dest, size_t *room, struct point where,
             bool fast, const double *values, size_t count, float *ratio)
    """

private let roles: JSONObject = [
    "parameters": [
        "buf": ["role": "bytes", "length": "len", "description": "What to pack."],
        "dest": ["role": "out_bytes", "capacity": 10, "length": "room", "encoding": "hex"],
        "values": ["role": "array", "length": "count"], "ratio": ["role": "inout"],
    ],
    "returns": ["name": "score", "description": "How well."],
]

/// An author's schema for `pack`'s level, and what it comes to.
private struct Narrowing: Sendable, CustomTestStringConvertible {
    let author: JSONValue
    /// The fault's place and message; nil when the schema is taken.
    let fault: (pointer: String, message: String)?

    var testDescription: String { author.jsonText() }

    init(_ author: JSONValue, _ pointer: String? = nil, _ message: String = "") {
        self.author = author
        fault = pointer.map { ($0, message) }
    }
}

private func level(_ schema: JSONValue) -> JSONValue {
    ["properties": ["level": schema]]
}

private let narrowings: [Narrowing] = [
    Narrowing([:]),
    Narrowing(level(["minimum": 0, "maximum": 9])),
    Narrowing(level(["enum": [1, 6, 9], "default": 6, "description": "How hard to try."])),
    Narrowing(level(["const": -128])),
    Narrowing(level(["multipleOf": 2, "type": "integer"])),
    Narrowing(level(["exclusiveMaximum": 10])),
    Narrowing(["required": ["level"], "additionalProperties": false, "type": "object", "title": "Pack"]),
    Narrowing(["properties": ["values": ["items": ["type": "integer", "minimum": 0], "minItems": 1]]]),
    Narrowing(["properties": ["where": ["properties": ["x": ["maximum": 100]]]]]),
    Narrowing(["properties": ["buf": ["maxLength": 100]]]),
    Narrowing(["properties": ["ratio": ["exclusiveMinimum": 0]]]),
    Narrowing(
        level(["minimum": -129]), "/properties/level/minimum",
        "The minimum -129 allows more than the prototype, whose minimum is -128."),
    Narrowing(
        level(["maximum": 128]), "/properties/level/maximum",
        "The maximum 128 allows more than the prototype, whose maximum is 127."),
    Narrowing(
        level(["type": "number"]), "/properties/level/type",
        "The type \"number\" is not that of the prototype, \"integer\"."),
    Narrowing(
        level(["type": ["integer", "null"]]), "/properties/level/type",
        "The type [\"integer\",\"null\"] is not that of the prototype, \"integer\"."),
    Narrowing(
        level(["enum": [1, 200]]), "/properties/level/enum",
        "\"enum\" has a value that the prototype does not allow."),
    Narrowing(
        level(["const": "high"]), "/properties/level/const",
        "\"const\" has a value that the prototype does not allow."),
    Narrowing(
        level(["default": 1000]), "/properties/level/default",
        "\"default\" has a value that the prototype does not allow."),
    Narrowing(
        level(true), "/properties/level",
        "The schema at /properties/level is a boolean, where a schema is due."),
    Narrowing(
        level(["$ref": "#/x"]), "/properties/level/$ref",
        "A schema that narrows a prototype is written out, without \"$ref\"."),
    Narrowing(["properties": ["len": [:]]], "/properties/len", "The prototype has no argument \"len\"."),
    Narrowing(
        ["properties": ["speed": [:]]], "/properties/speed", "The prototype has no argument \"speed\"."),
    Narrowing(["required": ["speed"]], "/required/0", "The prototype has no argument \"speed\"."),
    Narrowing(
        ["additionalProperties": true], "/additionalProperties",
        "The schema takes no other properties than the prototype names."),
    Narrowing(
        ["properties": ["buf": ["contentEncoding": "base16"]]], "/properties/buf/contentEncoding",
        "\"contentEncoding\" is set by the encoding of the bytes already."),
    Narrowing(
        ["properties": ["where": ["properties": ["z": [:]]]]], "/properties/where/properties/z",
        "The prototype has no argument \"z\"."),
    Narrowing(
        ["properties": ["where": ["properties": ["weights": ["maxItems": 3]]]]],
        "/properties/where/properties/weights/maxItems",
        "The maxItems 3 allows more than the prototype, whose maxItems is 2."),
    Narrowing(["type": "array"], "/type", "The type \"array\" is not that of the prototype, \"object\"."),
]

@Suite struct SchemaTests {
    private static func contract() throws -> FunctionContract {
        try FunctionContract(CPrototype(parsing: pack), roles: roles)
    }

    @Test func `the arguments' schema follows from the prototype`() throws {
        let expected: JSONObject = [
            "type": "object",
            "properties": [
                "buf": ["type": "string", "contentEncoding": "base64", "description": "What to pack."],
                "level": ["type": "integer", "minimum": -128, "maximum": 127],
                "where": [
                    "type": "object",
                    "properties": [
                        "x": ["type": "integer", "minimum": -32768, "maximum": 32767],
                        "weights": [
                            "type": "array", "items": ["type": "number"], "minItems": 2, "maxItems": 2,
                        ],
                    ],
                    "required": ["x", "weights"], "additionalProperties": false,
                ],
                "fast": ["type": "boolean"], "values": ["type": "array", "items": ["type": "number"]],
                "ratio": ["type": "number"],
            ],
            "required": ["buf", "level", "where", "fast", "values", "ratio"], "additionalProperties": false,
        ]
        #expect(try Self.contract().inputSchema == expected)
    }

    @Test func `the results' schema follows from the prototype`() throws {
        let expected: JSONObject = [
            "type": "object",
            "properties": [
                "score": [
                    "type": "integer", "minimum": -2_147_483_648, "maximum": 2_147_483_647,
                    "description": "How well.",
                ],
                "dest": ["type": "string", "pattern": "^([0-9a-fA-F]{2})*$"], "ratio": ["type": "number"],
            ],
            "required": ["score", "dest", "ratio"], "additionalProperties": false,
        ]
        #expect(try Self.contract().outputSchema == expected)
    }

    @Test(arguments: narrowings)
    private func `an author's schema may only narrow`(example: Narrowing) throws {
        let derived = try Self.contract().inputSchema
        do throws(TypedCallError) {
            let joined = try SchemaNarrowing.join(derived, with: example.author)
            #expect(example.fault == nil)
            #expect((try? Schema(compiling: .object(joined))) != nil)
            #expect(joined["required"] == derived["required"])
        } catch {
            #expect(error.pointer?.description == example.fault?.pointer)
            #expect(error.message == example.fault?.message)
        }
    }

    @Test func `what an author asks for is in force, and what the prototype asks for too`() throws {
        let joined = try SchemaNarrowing.join(
            FunctionContract(CPrototype(parsing: "int f(int8_t level)"), roles: [:]).inputSchema,
            with: ["properties": ["level": ["minimum": 0]]])
        let schema = try Schema(compiling: .object(joined))
        #expect(try schema.accepts(["level": 0]))
        #expect(try schema.accepts(["level": 127]))
        #expect(try !schema.accepts(["level": -1]))
        #expect(try !schema.accepts(["level": 128]))
        #expect(try !schema.accepts([:]))
    }
}
