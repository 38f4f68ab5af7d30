// SPDX-License-Identifier: Apache-2.0

import JSON
import JSONSchema
import Testing

/// Violations are sentences that a model can act on, so their words are held here.
@Suite struct ViolationTests {
    struct Sentence: Sendable, CustomTestStringConvertible {
        var schema: String
        var instance: String
        var messages: [String]

        init(_ schema: String, _ instance: String, _ messages: String...) {
            self.schema = schema
            self.instance = instance
            self.messages = messages
        }

        var testDescription: String { messages.first ?? schema }
    }

    static let plain: [Sentence] = [
        Sentence(
            #"{"properties":{"params":{"properties":{"limit":{"type":"integer","maximum":100}}}}}"#,
            #"{"params":{"limit":"ten"}}"#, #"/params/limit: expected an integer of at most 100, got "ten""#),
        Sentence(
            #"{"type":"integer","minimum":1,"maximum":9}"#, "10", "expected an integer from 1 to 9, got 10"),
        Sentence(#"{"type":"number","exclusiveMinimum":0}"#, "0", "expected a number above 0, got 0"),
        Sentence(
            #"{"type":"integer","multipleOf":5}"#, "7", "expected an integer that is a multiple of 5, got 7"),
        Sentence(#"{"type":"integer"}"#, "5.5", "expected an integer, got 5.5"),
        Sentence(
            #"{"type":"string","minLength":1}"#, #""""#, #"expected a string of at least 1 character, got """#
        ),
        Sentence(
            #"{"type":"string","minLength":2,"maxLength":2}"#, #""a""#,
            #"expected a string of exactly 2 characters, got "a""#),
        Sentence(#"{"maxLength":3}"#, #""abcd""#, #"expected a string of at most 3 characters, got "abcd""#),
        Sentence(
            #"{"type":"string","pattern":"^[a-z]+$"}"#, #""A""#,
            #"expected a string matching "^[a-z]+$", got "A""#),
        Sentence(#"{"type":["string","null"]}"#, "1", "expected a string or null, got 1"),
        Sentence(
            #"{"type":["integer","string"],"minimum":5}"#, "4", "expected an integer of at least 5, got 4"),
        Sentence(#"{"type":"boolean"}"#, #""yes""#, #"expected true or false, got "yes""#),
        Sentence(#"{"type":"object"}"#, "[1,2]", "expected an object, got [1,2]"),
        Sentence(#"{"const":5}"#, "6", "expected 5, got 6"),
        Sentence(
            #"{"enum":["asc","desc"]}"#, #""acs""#,
            #"expected one of "asc", "desc", got "acs". Did you mean "asc"?"#),
        Sentence(#"{"enum":["asc","desc"]}"#, "1", #"expected one of "asc", "desc", got 1"#),
        Sentence(
            #"{"enum":[1,2,3,4,5,6,7,8,9,10,11,12]}"#, "0",
            "expected one of 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, … (12 in all), got 0"),
        Sentence(
            #"{"type":"array","maxItems":2}"#, "[1,2,3]",
            "expected an array of at most 2 elements, got 3 elements"),
        Sentence(
            #"{"minProperties":1}"#, "{}", "expected an object with at least 1 property, got 0 properties"),
        Sentence(
            #"{"uniqueItems":true}"#, #"["a","b","a"]"#,
            #"the elements 0 and 2 are both "a"; all must differ"#),
        Sentence(#"{"prefixItems":[true],"items":false}"#, "[1,2]", "expected at most 1 element, got 2"),
        Sentence(
            #"{"contains":{"type":"integer"}}"#, #"["a"]"#,
            "expected at least 1 element that is an integer, got none"),
        Sentence(
            #"{"contains":{"const":1},"maxContains":1}"#, "[1,1]",
            "expected at most 1 element that is 1, got 2"),
        Sentence(#"{"items":{"type":"string"}}"#, #"["a",1]"#, "/1: expected a string, got 1"),
        Sentence("false", "1", "no value is allowed here"),
        Sentence(#"{"properties":{"a":false}}"#, #"{"a":1}"#, "/a: no value is allowed here"),
        Sentence(#"{"not":{"type":"null"}}"#, "null", "null is not allowed: it must not be null"),
        Sentence(
            #"{"not":{"required":["a"]}}"#, #"{"a":1}"#,
            #"{"a":1} is not allowed: it must not fit the schema under "not""#),
    ]

    static let objects: [Sentence] = [
        Sentence(#"{"required":["path"]}"#, "{}", #"the required property "path" is missing"#),
        Sentence(
            #"{"properties":{"path":{},"limit":{}},"additionalProperties":false}"#, #"{"pth":1}"#,
            #"there is no property "pth"; did you mean "path"?"#),
        Sentence(
            #"{"properties":{"path":{},"limit":{}},"additionalProperties":false}"#, #"{"zzzzzz":1}"#,
            #"there is no property "zzzzzz"; known are "path", "limit""#),
        Sentence(
            #"{"additionalProperties":false}"#, #"{"a":1}"#, #"there is no property "a"; none is known"#),
        Sentence(
            #"{"propertyNames":{"maxLength":1}}"#, #"{"ab":1}"#,
            #"the property name "ab" is not allowed; expected a string of at most 1 character"#),
        Sentence(
            #"{"dependentRequired":{"a":["b"]}}"#, #"{"a":1}"#,
            #"the property "b" is missing, which "a" requires"#),
        Sentence(
            #"{"properties":{"a":{}},"unevaluatedProperties":false}"#, #"{"b":1}"#,
            #"the property "b" is not allowed here"#),
        Sentence(
            #"{"type":"object","properties":{"path":{"type":"string"},"limit":{"type":"integer"}},"required":["path"],"additionalProperties":false}"#,
            #"{"limit":"x","Path":"a"}"#,
            #"there is no property "Path"; did you mean "path"?"#,
            #"the required property "path" is missing"#, #"/limit: expected an integer, got "x""#),
    ]

    static let alternatives: [Sentence] = [
        Sentence(
            #"{"anyOf":[{"type":"string"},{"type":"integer","minimum":1}]}"#, "null",
            "expected a string or an integer of at least 1, got null"),
        Sentence(#"{"oneOf":[{"type":"string"},{"type":"null"}]}"#, "1", "expected a string or null, got 1"),
        Sentence(
            #"{"oneOf":[{"type":"integer"},{"minimum":1},{"type":"null"}]}"#, "5",
            "exactly one of 3 alternatives must fit, but numbers 1, 2 do"),
        Sentence(
            #"{"anyOf":[{"properties":{"kind":{"const":"a"},"size":{"type":"integer"}},"required":["kind"]},{"properties":{"kind":{"const":"b"},"name":{"type":"string"}},"required":["kind"]}]}"#,
            #"{"kind":"b","name":1}"#, "/name: expected a string, got 1",
            "none of 2 alternatives fits; number 2 comes nearest"),
    ]

    @Test(arguments: plain + objects + alternatives)
    func `what is wrong is said in words`(_ sentence: Sentence) throws {
        #expect(try Schema(sentence.schema).messages(sentence.instance) == sentence.messages)
    }

    @Test func `places are given in the instance and on the way through the schema`() throws {
        let schema = try Schema(
            ##"{"$defs":{"row":{"items":{"maximum":3}}},"properties":{"a/b":{"allOf":[{"$ref":"#/$defs/row"}]}}}"##
        )
        let violation = try #require(try schema.validate(JSONValue(parsing: #"{"a/b":[1,5]}"#)).first)
        #expect(violation.instanceLocation.description == "/a~1b/1")
        #expect(violation.keywordLocation.description == "/properties/a~1b/allOf/0/$ref/items/maximum")
        #expect(violation.keyword == "maximum")
        #expect(violation.description == violation.message)
    }

    @Test func `only the first few violations are listed, and never more than the limit`() throws {
        let instance = JSONValue.array(Array(repeating: "x", count: 1_000))
        #expect(try Schema(#"{"items":{"type":"integer"}}"#).validate(instance).count == 16)
        let options = SchemaOptions(limits: SchemaLimits(violations: 3))
        #expect(try Schema(#"{"items":{"type":"integer"}}"#, options).validate(instance).count == 3)
    }

    @Test func `an invalid instance has a violation even where the limit is none`() throws {
        let options = SchemaOptions(limits: SchemaLimits(violations: 0))
        #expect(try Schema("false", options).validate(1).count == 1)
    }

    @Test func `thousands of faults among thousands of names are compared no more than is of use`() throws {
        let known = JSONObject((0..<20_000).map { ("known\($0)", JSONValue.bool(true)) })
        let schema = try Schema(compiling: ["properties": .object(known), "additionalProperties": false])
        let instance = JSONObject((0..<20_000).map { ("other\($0)", JSONValue.null) })
        #expect(try schema.validate(.object(instance)).count == 16)
    }

    @Test func `sentences stay short whatever is in the instance`() throws {
        let long = String(repeating: "é", count: 100_000)
        let schema = try Schema(#"{"type":"integer","properties":{"a":{}},"additionalProperties":false}"#)
        for instance in [
            JSONValue.string(long), .object([long: 1]), .array(Array(repeating: .string(long), count: 50)),
        ] {
            for violation in try schema.validate(instance) { #expect(violation.message.count < 1_000) }
        }
        let names = try Schema(#"{"additionalProperties":{"type":"integer"}}"#)
        for violation in try names.validate(.object([long: "x"])) { #expect(violation.message.count < 1_000) }
    }
}
