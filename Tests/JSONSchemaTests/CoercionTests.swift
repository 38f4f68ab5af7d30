// SPDX-License-Identifier: Apache-2.0

import JSON
import JSONSchema
import Testing

@Suite struct CoercionTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var schema: String
        var before: String
        var after: String

        init(_ schema: String, _ before: String, _ after: String) {
            self.schema = schema
            self.before = before
            self.after = after
        }

        var testDescription: String { "\(before) by \(schema)" }
    }

    static let read: [Case] = [
        Case(#"{"type":"integer"}"#, #""\n5 ""#, "5"),
        Case(#"{"type":["integer","null"]}"#, #""NULL""#, "null"),
        Case(#"{"type":"integer"}"#, #""5""#, "5"), Case(#"{"type":"integer"}"#, #""-0""#, "-0"),
        Case(#"{"type":"integer"}"#, #""5.0""#, "5.0"),
        Case(#"{"type":"integer"}"#, #""9007199254740993""#, "9007199254740993"),
        Case(#"{"type":"integer"}"#, #""1e3""#, "1e3"),
        Case(#"{"type":"number"}"#, #""0.10""#, "0.10"), Case(#"{"type":"number"}"#, #""1e400""#, "1e400"),
        Case(#"{"type":"boolean"}"#, #""true""#, "true"), Case(#"{"type":"boolean"}"#, #""FALSE""#, "false"),
        Case(#"{"type":"boolean"}"#, #""True""#, "true"),
        Case(#"{"type":["integer","null"]}"#, #""null""#, "null"),
        Case(#"{"type":["integer","null"]}"#, #""7""#, "7"),
        Case(#"{"type":"array"}"#, #""[1, \"a\"]""#, #"[1,"a"]"#),
        Case(#"{"type":"object"}"#, #"" {\"a\":1} ""#, #"{"a":1}"#),
        Case(#"{"type":"array","items":{"type":"integer"}}"#, #""[\"1\",2]""#, "[1,2]"),
        Case(
            #"{"properties":{"a":{"type":"integer"},"b":{"type":"string"}}}"#, #"{"b":"02134","a":"02134"}"#,
            #"{"b":"02134","a":"02134"}"#),
        Case(
            #"{"properties":{"limit":{"type":"integer","maximum":3}}}"#, #"{"x":0,"limit":"5"}"#,
            #"{"x":0,"limit":5}"#),
        Case(
            #"{"patternProperties":{"^n":{"type":"number"}}}"#, #"{"n1":"2.50","m":"1"}"#,
            #"{"n1":2.50,"m":"1"}"#),
        Case(#"{"additionalProperties":{"type":"boolean"}}"#, #"{"a":"true"}"#, #"{"a":true}"#),
        Case(
            #"{"prefixItems":[{"type":"integer"}],"items":{"type":"boolean"}}"#, #"["1","true","x"]"#,
            #"[1,true,"x"]"#),
        Case(
            ##"{"$defs":{"n":{"type":"integer"}},"properties":{"a":{"$ref":"#/$defs/n"}}}"##, #"{"a":"1"}"#,
            #"{"a":1}"#),
        Case(
            #"{"allOf":[{"properties":{"a":{"type":"integer"}}},{"properties":{"b":{"type":"null"}}}]}"#,
            #"{"a":"1","b":"null"}"#, #"{"a":1,"b":null}"#),
        Case(#"{"anyOf":[{"type":"integer"},{"type":"boolean"}]}"#, #""true""#, "true"),
        Case(
            #"{"oneOf":[{"type":"object","properties":{"a":{"type":"integer"}}},{"type":"null"}]}"#,
            #""{\"a\":\"1\"}""#, #"{"a":1}"#),
        Case(#"{"enum":[1,2,3]}"#, #""2""#, "2"), Case(#"{"const":true}"#, #""true""#, "true"),
        Case(
            #"{"if":{"properties":{"k":{"const":"n"}}},"then":{"properties":{"v":{"type":"integer"}}}}"#,
            #"{"k":"n","v":"1"}"#, #"{"k":"n","v":1}"#),
    ]

    static let kept: [Case] =
        [
            "5.5", "five", "", "0x5", "+5", "05", "5,0", "1_000", "NaN", "Infinity", "５", "5 apples",
        ].map {
            Case(#"{"type":"integer"}"#, JSONValue.string($0).jsonText(), JSONValue.string($0).jsonText())
        } + [
            Case(#"{"type":"string"}"#, "5", "5"), Case(#"{"type":"string"}"#, #""5""#, #""5""#),
            Case(#"{"type":"string"}"#, "true", "true"),
            Case(#"{"type":["string","integer"]}"#, #""5""#, #""5""#),
            Case(#"{"anyOf":[{"type":"integer"},{"type":"string"}]}"#, #""5""#, #""5""#),
            Case(#"{"type":"boolean"}"#, #""yes""#, #""yes""#), Case(#"{"type":"boolean"}"#, "1", "1"),
            Case(#"{"type":"boolean"}"#, #""1""#, #""1""#),
            Case(#"{"type":"null"}"#, #""""#, #""""#), Case(#"{"type":"null"}"#, #""None""#, #""None""#),
            Case(#"{"enum":["Asc"]}"#, #""asc""#, #""asc""#),
            Case(#"{"enum":["1",1]}"#, #""1""#, #""1""#),
            Case(#"{"type":"object"}"#, #""{hello world}""#, #""{hello world}""#),
            Case(#"{"type":"object"}"#, #""[1]""#, #""[1]""#),
            Case(#"{"type":"array"}"#, #""a,b""#, #""a,b""#), Case("{}", #""5""#, #""5""#),
            Case("false", #""5""#, #""5""#),
            Case(#"{"type":"array","items":{"type":"string"}}"#, #""[\"1\"]""#, #"["1"]"#),
        ]

    @Test(arguments: read + kept)
    func `text is read where it can only mean one thing`(_ testCase: Case) throws {
        let before = try JSONValue(parsing: testCase.before)
        let coercion = try Schema(testCase.schema).coerce(before)
        #expect(coercion.value.jsonText() == testCase.after)
        #expect(coercion.changes.isEmpty == (testCase.before == testCase.after))
    }

    static let untyped: [Case] = [
        Case(#"{"properties":{"a":{"type":["string","null"]}}}"#, #"{"a":"None"}"#, #"{"a":null}"#),
        Case(#"{"properties":{"a":{"type":["string","integer"]}}}"#, #"{"a":"5"}"#, #"{"a":5}"#),
        Case(
            #"{"properties":{"a":{"anyOf":[{"type":"string"},{"type":"integer"}]}}}"#, #"{"a":"5"}"#,
            #"{"a":5}"#),
        Case(
            #"{"properties":{"a":{"anyOf":[{"type":"string"},{"type":"null"}]}}}"#, #"{"a":"null"}"#,
            #"{"a":null}"#),
        Case(
            #"{"properties":{"a":{"anyOf":[{"type":"integer"},{"type":"string"}]}}}"#, #"{"a":"five"}"#,
            #"{"a":"five"}"#),
        Case(#"{"properties":{"a":{"type":"string"}}}"#, #"{"a":"5"}"#, #"{"a":"5"}"#),
        Case(#"{"properties":{"a":{}}}"#, #"{"a":"5"}"#, #"{"a":"5"}"#),
        Case(
            #"{"properties":{"a":{"type":"array","items":{"type":["string","integer"]}}}}"#,
            #"{"a":"[\"5\"]"}"#, #"{"a":["5"]}"#),
    ]

    @Test(arguments: untyped)
    func `text of formats without types is read as the most specific that fits`(_ testCase: Case) throws {
        let before = try JSONValue(parsing: testCase.before)
        let coercion = try Schema(testCase.schema).coerce(before, options: .init(hasUntypedStrings: true))
        #expect(coercion.value.jsonText() == testCase.after)
    }

    static let defaults: [Case] = [
        Case(#"{"type":["integer","string"]}"#, #""5""#, #""5""#),
        Case(#"{"properties":{"a":{"default":1},"b":{"default":[2]}}}"#, #"{"b":3}"#, #"{"b":3,"a":1}"#),
        Case(
            #"{"properties":{"a":{"properties":{"b":{"default":null}}}}}"#, #"{"a":{}}"#, #"{"a":{"b":null}}"#
        ),
        Case(#"{"properties":{"a":{"properties":{"b":{"default":1}}}}}"#, "{}", "{}"),
        Case(#"{"allOf":[{"properties":{"a":{"default":1}}}]}"#, "{}", #"{"a":1}"#),
        Case(
            #"{"anyOf":[{"required":["x"],"properties":{"a":{"default":1}}},{"properties":{"b":{"default":2}}}]}"#,
            "{}", #"{"b":2}"#),
        Case(#"{"not":{"properties":{"a":{"default":1}}}}"#, "{}", "{}"),
    ]

    @Test(arguments: defaults)
    func `defaults are filled in on request`(_ testCase: Case) throws {
        let before = try JSONValue(parsing: testCase.before)
        let schema = try Schema(testCase.schema)
        #expect(
            try schema.coerce(before, options: .init(fillsDefaults: true)).value.jsonText() == testCase.after)
        #expect(try schema.coerce(before).value == before)
    }

    @Test func `each change is told with its place`() throws {
        let schema = try Schema(
            #"{"properties":{"limit":{"type":"integer"},"mode":{"default":"both"},"tags":{"type":"array","items":{"type":"integer"}}}}"#
        )
        let before = try JSONValue(parsing: #"{"limit":"5","tags":"[\"1\"]"}"#)
        let coercion = try schema.coerce(before, options: .init(fillsDefaults: true))
        #expect(
            coercion.changes.map(\.message) == [
                #"/limit: took the text "5" for 5"#, #"/tags: took the text "[\"1\"]" for ["1"]"#,
                #"/tags/0: took the text "1" for 1"#,
                #"/mode: filled in the default "both""#,
            ])
    }

    @Test func `what satisfies its schema is never changed`() throws {
        for schemaCase in KeywordTests.types + KeywordTests.values + KeywordTests.objects
            + KeywordTests.combinations
        {
            let schema = try Schema(schemaCase.schema)
            for text in schemaCase.accepts {
                let instance = try JSONValue(parsing: text)
                let coercion = try schema.coerce(instance)
                #expect(coercion.changes.isEmpty)
                #expect(coercion.value.jsonText() == instance.jsonText())
            }
        }
    }
}
