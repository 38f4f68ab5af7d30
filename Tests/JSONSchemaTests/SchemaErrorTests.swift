// SPDX-License-Identifier: Apache-2.0

import JSON
import JSONSchema
import Testing

@Suite struct SchemaErrorTests {
    struct Fault: Sendable, CustomTestStringConvertible {
        var schema: String
        var code: String
        var pointer: String

        init(_ schema: String, _ code: String, _ pointer: String) {
            self.schema = schema
            self.code = code
            self.pointer = pointer
        }

        var testDescription: String { schema }
    }

    static let invalid: [Fault] = [
        Fault("1", "schema_not_a_schema", ""), Fault("null", "schema_not_a_schema", ""),
        Fault("[]", "schema_not_a_schema", ""),
        Fault(#"{"items":[{}]}"#, "schema_not_a_schema", "/items"),
        Fault(#"{"not":1}"#, "schema_not_a_schema", "/not"),
        Fault(#"{"properties":{"a/b":"x"}}"#, "schema_not_a_schema", "/properties/a~1b"),
        Fault(#"{"$defs":{"unused":[]}}"#, "schema_not_a_schema", "/$defs/unused"),
        Fault(#"{"allOf":[{},3]}"#, "schema_not_a_schema", "/allOf/1"),
        Fault(#"{"type":"strnig"}"#, "schema_invalid_keyword", "/type"),
        Fault(#"{"type":[]}"#, "schema_invalid_keyword", "/type"),
        Fault(#"{"type":["string","string"]}"#, "schema_invalid_keyword", "/type"),
        Fault(#"{"type":1}"#, "schema_invalid_keyword", "/type"),
        Fault(#"{"enum":"a"}"#, "schema_invalid_keyword", "/enum"),
        Fault(#"{"minimum":"1"}"#, "schema_invalid_keyword", "/minimum"),
        Fault(#"{"multipleOf":0}"#, "schema_invalid_keyword", "/multipleOf"),
        Fault(#"{"multipleOf":-1}"#, "schema_invalid_keyword", "/multipleOf"),
        Fault(#"{"minLength":-1}"#, "schema_invalid_keyword", "/minLength"),
        Fault(#"{"maxItems":1.5}"#, "schema_invalid_keyword", "/maxItems"),
        Fault(#"{"uniqueItems":1}"#, "schema_invalid_keyword", "/uniqueItems"),
        Fault(#"{"required":"a"}"#, "schema_invalid_keyword", "/required"),
        Fault(#"{"required":["a","a"]}"#, "schema_invalid_keyword", "/required"),
        Fault(#"{"required":[1]}"#, "schema_invalid_keyword", "/required"),
        Fault(#"{"properties":[]}"#, "schema_invalid_keyword", "/properties"),
        Fault(#"{"allOf":[]}"#, "schema_invalid_keyword", "/allOf"),
        Fault(#"{"anyOf":{}}"#, "schema_invalid_keyword", "/anyOf"),
        Fault(#"{"dependentRequired":{"a":[1]}}"#, "schema_invalid_keyword", "/dependentRequired"),
        Fault(#"{"title":1}"#, "schema_invalid_keyword", "/title"),
        Fault(#"{"deprecated":"yes"}"#, "schema_invalid_keyword", "/deprecated"),
        Fault(#"{"examples":{}}"#, "schema_invalid_keyword", "/examples"),
        Fault(#"{"$ref":1}"#, "schema_invalid_keyword", "/$ref"),
        Fault(#"{"$id":1}"#, "schema_invalid_keyword", "/$id"),
        Fault(#"{"$id":"a#b"}"#, "schema_invalid_keyword", "/$id"),
        Fault(#"{"$anchor":"1a"}"#, "schema_invalid_keyword", "/$anchor"),
        Fault(#"{"$schema":1}"#, "schema_invalid_keyword", "/$schema"),
        Fault(#"{"$schema":"https://example.org/mine"}"#, "schema_unknown_dialect", "/$schema"),
        Fault(
            #"{"$schema":"http://json-schema.org/draft-04/schema#"}"#, "schema_unknown_dialect", "/$schema"),
        Fault(#"{"pattern":"("}"#, "schema_invalid_pattern", "/pattern"),
        Fault(#"{"pattern":"a++"}"#, "schema_invalid_pattern", "/pattern"),
        Fault(#"{"patternProperties":{"[":{}}}"#, "schema_invalid_pattern", "/patternProperties/["),
        Fault(
            #"{"allOf":[{"$anchor":"a"},{"$anchor":"a"}]}"#, "schema_duplicate_identifier", "/allOf/1/$anchor"
        ),
        Fault(#"{"allOf":[{"$id":"a"},{"$id":"a"}]}"#, "schema_duplicate_identifier", "/allOf/1/$id"),
        Fault(#"{"propertees":{}}"#, "schema_unknown_keyword", "/propertees"),
        Fault(#"{"items":{"minLenght":1}}"#, "schema_unknown_keyword", "/items/minLenght"),
        Fault(#"{"additionalItems":false}"#, "schema_unknown_keyword", "/additionalItems"),
    ]

    @Test(arguments: invalid)
    func `a faulty schema is refused with the place of the fault`(_ fault: Fault) {
        let error = #expect(throws: SchemaError.self) { try Schema(fault.schema) }
        #expect(error?.code == fault.code)
        #expect(error?.pointer?.description == fault.pointer)
        #expect(error.map { $0.message.count < 600 && $0.message.hasSuffix(".") } == true)
    }

    @Test func `a misspelt keyword gets a suggestion`() {
        let error = #expect(throws: SchemaError.self) { try Schema(#"{"requried":["a"]}"#) }
        #expect(error?.hint == #"Did you mean "required"?"#)
    }

    @Test func `unknown keywords are annotations on request, and an author's notes always`() throws {
        let options = SchemaOptions(unknownKeywords: .annotations)
        #expect(try Schema(#"{"propertees":{"a":1},"type":"string"}"#, options).messages("1").count == 1)
        #expect(try Schema(#"{"x-order":3,"type":"string"}"#).messages(#""a""#).isEmpty)
    }

    @Test func `nesting beyond the limit is refused, not trapped on`() {
        var source: JSONValue = true
        for _ in 0..<400 { source = ["items": source] }
        let error = #expect(throws: SchemaError.self) { try Schema(compiling: source) }
        #expect(error?.code == "schema_too_deep")
    }

    @Test func `more subschemas than the limit are refused`() {
        let properties = JSONObject((0..<100).map { ("p\($0)", JSONValue.bool(true)) })
        let options = SchemaOptions(limits: SchemaLimits(nodes: 50))
        let error = #expect(throws: SchemaError.self) {
            try Schema(compiling: ["properties": .object(properties)], options: options)
        }
        #expect(error == .tooManyNodes(limit: 50))
        #expect(error?.pointer == nil)
    }

    @Test func `the built-in meta-schemas agree with the compiler about every faulty schema`() throws {
        let metaSchema = try Schema(#"{"$ref":"https://json-schema.org/draft/2020-12/schema"}"#)
        for fault in Self.invalid
        where fault.code == "schema_invalid_keyword" || fault.code == "schema_not_a_schema" {
            // A divisor's sign and the emptiness of identifiers included, the meta-schema sees the same
            // faults.
            #expect(try !metaSchema.messages(fault.schema).isEmpty, "\(fault.schema)")
        }
        for schemaCase in KeywordTests.types + KeywordTests.numbers + KeywordTests.arrays
            + KeywordTests.objects
        {
            #expect(try metaSchema.messages(schemaCase.schema).isEmpty, "\(schemaCase.schema)")
        }
    }
}
