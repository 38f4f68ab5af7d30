// SPDX-License-Identifier: Apache-2.0

import JSON
import JSONSchema
import Testing

@Suite struct SchemaFaultsTests {
    @Test(arguments: [
        ("{}", []), ("true", []), (#"{"unknown":1}"#, []), ("5", [""]), (#"{"type":"strng"}"#, ["/type"]),
        (
            #"{"type":"strng","required":"a","properties":{"a":{"minLength":-1},"b":{"pattern":"("}}}"#,
            ["/type", "/properties/a/minLength", "/required"]
        ),
        (##"{"$ref":"#/$defs/a","minimum":"1"}"##, ["/minimum"]), (##"{"$ref":"#/$defs/a"}"##, ["/$ref"]),
    ])
    func `all faults are listed, each place once`(source: String, places: [String]) throws {
        let options = SchemaOptions(unknownKeywords: .annotations)
        let faults = Schema.faults(in: try JSONValue(parsing: source), options: options)
        #expect(Set(faults.map(\.instanceLocation.description)) == Set(places), "\(faults)")
        #expect(faults.count == places.count)
        #expect(faults.allSatisfy { !$0.message.isEmpty })
    }

    @Test(arguments: SchemaDialect.allCases)
    func `a dialect's own meta-schema finds faults in its schemas`(_ dialect: SchemaDialect) throws {
        let source: JSONValue = [
            "$schema": .string(dialect.rawValue), "type": "strng", "properties": ["a": ["required": "a"]],
        ]
        let places = Schema.faults(in: source).map(\.instanceLocation.description)
        #expect(Set(places) == ["/type", "/properties/a/required"])
    }

    @Test func `of a schema beyond a limit only that is said`() {
        let options = SchemaOptions(limits: SchemaLimits(nodes: 10))
        let parts = JSONValue.array(Array(repeating: true, count: 20))
        let faults = Schema.faults(in: ["anyOf": parts, "title": 1], options: options)
        #expect(faults.map(\.message) == ["The schema has over 10 subschemas."])
    }
}
