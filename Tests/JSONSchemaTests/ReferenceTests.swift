// SPDX-License-Identifier: Apache-2.0

import JSON
import JSONSchema
import Testing

@Suite struct ReferenceTests {
    static let cases = [
        SchemaCase(
            "pointer into $defs", ##"{"$defs":{"a":{"type":"string"}},"items":{"$ref":"#/$defs/a"}}"##,
            accepts: [#"["a"]"#], refuses: ["[1]"]),
        SchemaCase(
            "siblings of $ref apply too",
            ##"{"$defs":{"a":{"type":"string"}},"$ref":"#/$defs/a","maxLength":1}"##, accepts: [#""a""#],
            refuses: [#""ab""#, "1"]),
        SchemaCase(
            "escaped pointer", ##"{"$defs":{"a/b~c d%":{"type":"string"}},"$ref":"#/$defs/a~1b~0c%20d%25"}"##,
            accepts: [#""a""#], refuses: ["1"]),
        SchemaCase(
            "anchor", ##"{"$defs":{"x":{"$anchor":"here","type":"string"}},"$ref":"#here"}"##,
            accepts: [#""a""#], refuses: ["1"]),
        SchemaCase(
            "a list of itself",
            ##"{"properties":{"next":{"$ref":"#"},"value":{"type":"integer"}},"required":["value"],"additionalProperties":false}"##,
            accepts: [#"{"value":1,"next":{"value":2,"next":{"value":3}}}"#],
            refuses: [#"{"value":1,"next":{}}"#, #"{"value":1,"next":{"value":1,"prev":1}}"#]),
        SchemaCase(
            "embedded resource",
            ##"{"$id":"https://example.org/root","$defs":{"s":{"$id":"part","$defs":{"t":{"type":"string"}},"$ref":"#/$defs/t"}},"$ref":"part"}"##,
            accepts: [#""a""#], refuses: ["1"]),
        SchemaCase(
            "dynamic reference",
            ##"{"$id":"https://example.org/strings","$ref":"list","$defs":{"x":{"$dynamicAnchor":"item","type":"string"},"list":{"$id":"list","items":{"$dynamicRef":"#item"},"$defs":{"any":{"$dynamicAnchor":"item"}}}}}"##,
            accepts: [#"["a"]"#], refuses: ["[1]"]),
        SchemaCase(
            "the meta-schema of draft 2020-12", #"{"$ref":"https://json-schema.org/draft/2020-12/schema"}"#,
            accepts: ["{}", "true", #"{"properties":{"a":{"items":{"minimum":1}}}}"#],
            refuses: [
                "1", #"{"type":1}"#, #"{"properties":{"a":{"items":{"minimum":"1"}}}}"#, #"{"allOf":[]}"#,
            ]),
        SchemaCase(
            "the meta-schema of draft-07", #"{"$ref":"http://json-schema.org/draft-07/schema#"}"#,
            accepts: ["{}", #"{"items":[{}]}"#], refuses: [#"{"items":[1]}"#, #"{"required":[1]}"#]),
        SchemaCase(
            "names of other normal forms",
            "{\"$defs\":{\"\u{E9}\":{\"type\":\"string\"},\"e\u{301}\":{\"type\":\"null\"}},\"$ref\":\"#/$defs/\u{E9}\"}",
            accepts: [#""a""#], refuses: ["null"]),
        SchemaCase(
            "one reference twice",
            ##"{"$defs":{"a":{"type":"integer"}},"allOf":[{"$ref":"#/$defs/a"},{"$ref":"#/$defs/a"}]}"##,
            accepts: ["1"], refuses: [#""a""#]),
    ]

    @Test(arguments: cases)
    func `a reference means the schema it leads to`(_ schemaCase: SchemaCase) throws {
        try schemaCase.check()
    }

    @Test func `documents given along are found, whatever refers to whatever`() throws {
        let options = SchemaOptions(documents: [
            "https://example.org/b": ["$ref": "c#/$defs/number"],
            "https://example.org/c": ["$defs": ["number": ["type": "number"]]],
        ])
        let schema = try Schema(#"{"$ref":"https://example.org/b"}"#, options)
        #expect(try schema.messages("1").isEmpty)
        #expect(try schema.messages("null").count == 1)
    }

    static let nowhere = [
        "#/$defs/none", "#none", "other", "https://example.org/never-fetched", "#/$defs/a/type/0", "#/%FF",
        "#/%zz", "file:///etc/passwd",
    ]

    @Test(arguments: nowhere)
    func `a reference to nothing known is refused with its place`(_ reference: String) throws {
        let source: JSONValue = ["$defs": ["a": ["type": "string"]], "items": ["$ref": .string(reference)]]
        let error = #expect(throws: SchemaError.self) { try Schema(compiling: source) }
        #expect(error?.code == "schema_unresolved_reference")
        #expect(error?.pointer?.description == "/items/$ref")
    }

    static let cycles = [
        ##"{"$ref":"#"}"##, ##"{"allOf":[{"$ref":"#"}]}"##, ##"{"not":{"$ref":"#"}}"##,
        ##"{"$defs":{"a":{"$ref":"#/$defs/b"},"b":{"anyOf":[{"$ref":"#/$defs/a"}]}},"properties":{"x":{"$ref":"#/$defs/a"}}}"##,
        ##"{"if":{"$ref":"#"}}"##, ##"{"dependentSchemas":{"a":{"$ref":"#"}}}"##,
        ##"{"items":{"$anchor":"a","oneOf":[{"$ref":"#a"}]}}"##,
    ]

    @Test(arguments: cycles)
    func `a schema that comes back to itself on one value is refused`(_ text: String) {
        let error = #expect(throws: SchemaError.self) { try Schema(text) }
        #expect(error?.code == "schema_reference_cycle")
        #expect(error?.pointer != nil)
    }

    @Test func `a chain of thousands of references is followed or refused, never trapped on`() throws {
        let names = (0..<3_000).map { "d\($0)" }
        var definitions = JSONObject()
        for (index, name) in names.enumerated() {
            let isLast = index == names.count - 1
            definitions[name] = isLast ? ["type": "string"] : ["$ref": .string("#/$defs/d\(index + 1)")]
        }
        let schema = try Schema(compiling: ["$defs": .object(definitions), "$ref": "#/$defs/d0"])
        let error = #expect(throws: SchemaError.self) { try schema.validate(1) }
        #expect(error?.code == "schema_validation_depth")
    }
}
