// SPDX-License-Identifier: Apache-2.0

import JSON
import JSONSchema
import TestSupport
import Testing

@testable import Prompting

/// A property's schema, how it is shown, and where it was changed.
private struct RewritingCase: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let schema: String
    let shown: String
    let places: [String]

    init(_ name: String, _ schema: String, shown: String, at places: String...) {
        testDescription = name
        self.schema = schema
        self.shown = shown
        self.places = places
    }

    /// A schema that is shown as it is.
    init(unchanged schema: String) {
        testDescription = schema
        self.schema = schema
        shown = schema
        places = []
    }
}

private let plain =
    #"{"type":"string"},{"type":"number"},{"type":"boolean"},{"type":"object"},{"type":"null"}"#
private let element = #"{"anyOf":[\#(plain)]}"#
private let anything = #""anyOf":[\#(plain),{"type":"array","items":\#(element)}]"#

private let unchanged: [RewritingCase] = [
    RewritingCase(unchanged: #"{"type":"string","description":"A name.","minLength":1,"maxLength":1000}"#),
    RewritingCase(unchanged: #"{"type":"integer","minimum":-5,"exclusiveMaximum":1e3,"default":0}"#),
    RewritingCase(
        unchanged: #"{"type":"array","items":{"type":"string"},"maxItems":1000,"uniqueItems":true}"#),
    RewritingCase(unchanged: #"{"type":"object","additionalProperties":false}"#),
    RewritingCase(unchanged: #"{"type":"object","properties":{},"additionalProperties":true}"#),
    RewritingCase(unchanged: #"{"enum":["a",1,null]}"#),
    RewritingCase(unchanged: #"{"const":"a"}"#),
    RewritingCase(unchanged: #"{"type":"string","format":"date-time"}"#),
    RewritingCase(unchanged: #"{"type":"string","pattern":"^[a-z]+(-[a-z]+){0,3}$"}"#),
    RewritingCase(unchanged: #"{"anyOf":[{"type":"string"},{"type":"integer"}]}"#),
    RewritingCase(unchanged: ##"{"$ref":"#/$defs/name","description":"A name."}"##),
    RewritingCase(unchanged: #"{"type":"array","prefixItems":[{"type":"string"},{"type":"null"}]}"#),
    RewritingCase(unchanged: #"{"type":"string","not":{"const":""},"x-note":true}"#),
]

private let types: [RewritingCase] = [
    RewritingCase("true", "true", shown: "{\(anything)}", at: ""),
    RewritingCase("the empty schema", "{}", shown: "{\(anything)}", at: ""),
    RewritingCase(
        "no type", #"{"description":"Any."}"#, shown: #"{"description":"Any.",\#(anything)}"#, at: ""),
    RewritingCase(
        "an implied type", #"{"minLength":2}"#, shown: #"{"minLength":2,"type":"string"}"#, at: ""),
    RewritingCase(
        "an implied object", #"{"properties":{"a":{"minimum":1}}}"#,
        shown: #"{"properties":{"a":{"minimum":1,"type":"number"}},"type":"object"}"#, at: "",
        "/properties/a"),
    RewritingCase(
        "null beside a type", #"{"type":["string","null"],"default":null}"#, shown: #"{"type":"string"}"#,
        at: "/default", "/type"),
    RewritingCase("a list of one type", #"{"type":["null"]}"#, shown: #"{"type":"null"}"#, at: "/type"),
    RewritingCase(
        "several types",
        #"{"description":"Names.","type":["string","array"],"minLength":1,"items":{"type":"string"}}"#,
        shown:
            #"{"description":"Names.","anyOf":[{"type":"string","minLength":1},{"type":"array","items":{"type":"string"}}]}"#,
        at: "/type"),
    RewritingCase(
        "a type that needs more", #"{"type":["string","array"]}"#,
        shown: #"{"anyOf":[{"type":"string"},{"type":"array","items":\#(element)}]}"#, at: "/type",
        "/anyOf/1"),
    RewritingCase(
        "several types of named values", #"{"type":["string","integer"],"enum":["a",1]}"#,
        shown: #"{"enum":["a",1]}"#, at: "/type"),
    RewritingCase(
        "an array without items", #"{"type":"array"}"#, shown: #"{"type":"array","items":\#(element)}"#,
        at: ""),
    RewritingCase(
        "an array of anything", #"{"type":"array","items":true}"#,
        shown: #"{"type":"array","items":\#(element)}"#, at: "/items"),
    RewritingCase(
        "an array of nothing", #"{"type":"array","items":false}"#,
        shown: #"{"type":"array","items":\#(element),"maxItems":0}"#, at: "/items"),
    RewritingCase(
        "a closed tuple", #"{"type":"array","prefixItems":[{"type":"null"}],"items":false}"#,
        shown: #"{"type":"array","prefixItems":[{"type":"null"}]}"#, at: "/items"),
    RewritingCase(
        "a property that may not be there",
        #"{"type":"object","properties":{"a":false,"b":{"type":"null"}}}"#,
        shown: #"{"type":"object","properties":{"b":{"type":"null"}}}"#, at: "/properties/a"),
]

private let assertions: [RewritingCase] = [
    RewritingCase(
        "a pattern in another spelling", #"{"type":"string","pattern":"^\\d{4}-[\\w.]+$"}"#,
        shown: #"{"type":"string","pattern":"^[0-9]{4}-[A-Za-z0-9_.]+$"}"#, at: "/pattern"),
    RewritingCase(
        "a pattern without anchors", #"{"type":"string","pattern":"\\S"}"#,
        shown: #"{"type":"string","description":"Must match the regular expression \\S."}"#, at: "/pattern"),
    RewritingCase(
        "a pattern that looks ahead", #"{"type":"string","description":"A.","pattern":"^(?=.*a).*$"}"#,
        shown: #"{"type":"string","description":"A. Must match the regular expression ^(?=.*a).*$."}"#,
        at: "/pattern"),
    RewritingCase(
        "a format that servers do not know", #"{"type":"string","format":"ipv4"}"#,
        shown: #"{"type":"string","description":"Format: ipv4."}"#, at: "/format"),
    RewritingCase(
        "lengths beyond grammars", #"{"type":"string","minLength":0,"maxLength":65536}"#,
        shown: #"{"type":"string","minLength":0}"#, at: "/maxLength"),
    RewritingCase(
        "counts with a fraction",
        #"{"type":"array","items":{"type":"null"},"minItems":1.0,"maxItems":1e400}"#,
        shown: #"{"type":"array","items":{"type":"null"},"minItems":1}"#, at: "/maxItems", "/minItems"),
    RewritingCase(
        "bounds that contradict each other", #"{"type":"string","minLength":5,"maxLength":3}"#,
        shown: #"{"type":"string","maxLength":3}"#, at: "/minLength"),
    RewritingCase("no value at all", #"{"enum":[]}"#, shown: #"{"type":"null"}"#, at: "/enum"),
    RewritingCase(
        "numbers that servers cannot hold", #"{"type":"integer","minimum":-1e30,"maximum":7}"#,
        shown: #"{"type":"integer","maximum":7}"#, at: "/minimum"),
    RewritingCase(
        "a count with a fraction, and nothing else", #"{"type":"string","minLength":5.0}"#,
        shown: #"{"type":"string","minLength":5}"#, at: "/minLength"),
    RewritingCase(
        "numbers beyond doubles", #"{"type":"number","minimum":-1e30,"maximum":1e400}"#,
        shown: #"{"type":"number","minimum":-1e30}"#, at: "/maximum"),
]

private let combinations: [RewritingCase] = [
    RewritingCase(
        "alternatives of what is required",
        #"{"type":"object","properties":{"a":{"type":"null"}},"oneOf":[{"required":["a"]},{"required":[]}]}"#,
        shown: #"{"type":"object","properties":{"a":{"type":"null"}}}"#, at: "/oneOf"),
    RewritingCase(
        "alternatives with properties of their own",
        #"{"type":"object","properties":{"a":{"type":"null"}},"anyOf":[{"properties":{"b":{"const":1}},"required":["b"]},{"properties":{"a":{"type":"string"},"b":{"enum":[2]}}}]}"#,
        shown: #"{"type":"object","properties":{"a":{"type":"null"},"b":{"enum":[1,2]}}}"#, at: "/anyOf"),
    RewritingCase(
        "parts that all hold",
        #"{"type":"object","properties":{"a":{"type":"null"}},"required":["a"],"allOf":[{"properties":{"b":{"type":"null"}},"required":["a","b"]}]}"#,
        shown:
            #"{"type":"object","properties":{"a":{"type":"null"},"b":{"type":"null"}},"required":["a","b"]}"#,
        at: "/allOf"),
    RewritingCase(
        "a part by itself", ##"{"description":"A name.","allOf":[{"$ref":"#/$defs/name"}]}"##,
        shown: ##"{"$ref":"#/$defs/name","description":"A name."}"##, at: "/allOf"),
    RewritingCase(
        "parts of no object", #"{"type":"string","allOf":[{"minLength":1},{"maxLength":2}]}"#,
        shown: #"{"type":"string"}"#, at: "/allOf"),
    RewritingCase(
        "a reference to the root", ##"{"$ref":"#"}"##, shown: #"{"type":"object"}"#, at: "/$ref"),
    RewritingCase(
        "a reference with an escape", ##"{"$ref":"#/$defs/a~1b"}"##, shown: "{\(anything)}", at: "/$ref", ""),
    RewritingCase(
        "a reference to nothing", ##"{"$ref":"#/$defs/none"}"##, shown: "{\(anything)}", at: "/$ref", ""),
    RewritingCase(
        "a reference to what is left out",
        ##"{"type":"object","properties":{"a":{"$ref":"#/properties/p/properties/b"},"b":false}}"##,
        shown: #"{"type":"object","properties":{"a":{\#(anything)}}}"#, at: "/properties/a/$ref",
        "/properties/a",
        "/properties/b"),
    RewritingCase(
        "a reference to what is no schema", ##"{"$ref":"#/properties/p/$ref"}"##, shown: "{\(anything)}",
        at: "/$ref", ""),
    RewritingCase(
        "a reference in a default", ##"{"type":"object","default":{"$ref":"#/none"}}"##,
        shown: #"{"type":"object"}"#, at: "/default"),
    RewritingCase(
        "a reference in a value", ##"{"enum":[{"$ref":"#/none"}]}"##, shown: "{\(anything)}", at: "/enum", ""),
    RewritingCase(
        "a reference in a note", ##"{"type":"null","x-note":[{"$ref":"#/none"}]}"##,
        shown: #"{"type":"null"}"#, at: "/x-note"),
    RewritingCase(
        "a property with the name of references",
        #"{"type":"object","properties":{"$ref":{"type":"null"},"a":{"type":"null"}}}"#,
        shown: #"{"type":"object","properties":{"a":{"type":"null"}}}"#, at: "/properties/$ref"),
    RewritingCase(
        "a reference in what grammars pass over", ##"{"type":"object","not":{"$ref":"#"}}"##,
        shown: #"{"type":"object"}"#, at: "/not"),
]

@Suite struct UpstreamSchemaTests {
    /// The cases stand in a property, since the root has rules of its own.
    private static func root(_ property: String) throws -> JSONValue {
        let definitions = #""$defs":{"name":{"type":"string"},"a/b":{"type":"null"}}"#
        return try JSONValue(
            parsing: #"{"type":"object","properties":{"p":\#(property)},\#(definitions)}"#)
    }

    @Test(arguments: unchanged + types + assertions + combinations)
    private func `a schema is shown as servers can take it`(example: RewritingCase) throws {
        let source = try Self.root(example.schema)
        let upstream = UpstreamSchema(rewriting: source)
        #expect(upstream.schema["properties"]?["p"]?.jsonText() == example.shown)
        #expect(upstream.changes.map(\.pointer.description) == example.places.map { "/properties/p\($0)" })
        let again = UpstreamSchema(rewriting: upstream.schema)
        #expect(again.schema.jsonText() == upstream.schema.jsonText())
        #expect(again.changes.isEmpty)
        _ = try Schema(compiling: upstream.schema)
    }

    @Test(arguments: [
        (
            ##"{"type":"object","oneOf":[{"properties":{"a":{"type":"null"}}},{"$ref":"#/$defs/b"}],"$defs":{"b":{"properties":{"b":{"type":"null"}}}}}"##,
            #"{"type":"object","$defs":{"b":{"properties":{"b":{"type":"null"}},"type":"object"}},"properties":{"a":{"type":"null"},"b":{"type":"null"}}}"#
        ),
        (
            #"{"type":"object","properties":{"a":{"type":"null"}},"if":{"required":["a"]},"then":{"required":["b"]},"not":{}}"#,
            #"{"type":"object","properties":{"a":{"type":"null"}}}"#
        ),
        (#"{"type":"object"}"#, #"{"type":"object"}"#),
    ])
    func `the root is one object`(source: String, shown: String) throws {
        #expect(UpstreamSchema(rewriting: try JSONValue(parsing: source)).schema.jsonText() == shown)
    }

    @Test func `values too many to list are told in the description`() throws {
        let names = (0..<251).map { JSONValue.string("name\($0)") }
        let upstream = UpstreamSchema(rewriting: [
            "type": "object", "properties": ["p": ["enum": .array(names)]],
        ])
        let shown = try #require(upstream.schema["properties"]?["p"])
        #expect(shown["enum"] == nil)
        #expect(shown["type"] == "string")
        #expect(
            shown["description"]?.string?.hasPrefix(#"One of 251 values, such as "name0", "name1","#) == true)
        let few: JSONValue = [
            "type": "object", "properties": ["p": ["enum": .array(Array(names.prefix(250)))]],
        ]
        #expect(UpstreamSchema(rewriting: few).schema == few)
    }

    @Test func `what is nested too deep is cut off`() throws {
        var schema: JSONValue = ["type": "string"]
        for _ in 0..<200 { schema = ["type": "object", "properties": ["a": schema]] }
        let upstream = UpstreamSchema(rewriting: schema)
        #expect(upstream.changes.count == 1)
        #expect(upstream.changes.first?.pointer.tokens.count == 64)
        var depth = 0
        var shown: JSONValue? = upstream.schema
        while let inner = shown?["properties"]?["a"] {
            shown = inner
            depth += 1
        }
        #expect(depth == 32)
        #expect(shown == ["type": "object"])
    }

    @Test func `each reference that leads to what another one led to is left out in the end`() throws {
        var properties: JSONObject = ["p0": ["type": ["object", "string"], "properties": ["x": [:]]]]
        for number in 1...8 {
            properties["p\(number)"] = [
                "$ref": .string("#/properties/p\(number - 1)/properties/x"), "type": ["object", "string"],
                "properties": ["x": [:]],
            ]
        }
        let upstream = UpstreamSchema(rewriting: ["type": "object", "properties": .object(properties)])
        #expect(throws: Never.self) { try Schema(compiling: upstream.schema) }
        #expect(UpstreamSchema(rewriting: upstream.schema).changes.isEmpty)
    }

    @Test func `a schema that refers to itself in several places is cut off`() throws {
        let reference: JSONValue = ["properties": [:], "allOf": [["$ref": "#/$defs/d"]]]
        let source: JSONValue = [
            "type": "object", "properties": ["p": reference],
            "$defs": ["d": ["properties": ["a": reference, "b": reference]]],
        ]
        let upstream = UpstreamSchema(rewriting: source)
        #expect(upstream.schema.jsonBytes().count < 1 << 20)
        #expect(upstream.changes.count < 20_000)
        #expect(UpstreamSchema(rewriting: upstream.schema).changes.isEmpty)
        #expect(throws: Never.self) { try Schema(compiling: upstream.schema) }
    }

    @Test(arguments: UInt64(1)...4)
    func `any schema has a copy that is a schema and that no rule changes again`(_ seed: UInt64) throws {
        var random = SeededSchemas(seed: seed)
        for _ in 0..<500 {
            guard var members = random.schema().object else { continue }
            members["type"] = "object"
            let source = JSONValue.object(members)
            // What is no schema never gets as far as this.
            guard (try? Schema(compiling: source, options: Self.lenient)) != nil else { continue }
            let upstream = UpstreamSchema(rewriting: source)
            #expect(throws: Never.self, "\(source) \(upstream.schema)") {
                try Schema(compiling: upstream.schema, options: Self.lenient)
            }
            let again = UpstreamSchema(rewriting: upstream.schema)
            #expect(again.changes.isEmpty, "\(source) \(upstream.schema) \(again.changes)")
            #expect(again.schema.jsonText() == upstream.schema.jsonText())
        }
    }

    @Test(arguments: UInt64(1)...4)
    func `what looks plain at first sight is left as it is by every rule`(_ seed: UInt64) throws {
        var random = SeededSchemas(seed: seed)
        var plain = 0
        for _ in 0..<2000 {
            guard var members = random.schema().object else { continue }
            members["type"] = "object"
            guard UpstreamPlainness.isPlain(members) else { continue }
            plain += 1
            var rewriter = UpstreamRewriter(root: .object(members))
            let rewritten = rewriter.rewrite(root: members)
            #expect(rewriter.changes.isEmpty, "\(members) \(rewriter.changes)")
            #expect(JSONValue.object(rewritten).jsonText() == JSONValue.object(members).jsonText())
        }
        #expect(plain > 50)
    }

    @Test func `ordinary schemas look plain`() throws {
        let ordinary = try JSONValue(
            parsing: #"""
                {"type":"object","properties":{"a":{"type":"string","minLength":1,"description":"A.","default":"."},
                "b":{"type":"integer","minimum":1,"maximum":100},"c":{"enum":["x","y"]},"d":{"type":"boolean"},
                "e":{"type":"array","items":{"anyOf":[{"type":"string"},{"type":"null"}]},"maxItems":9},
                "f":{"type":"string","pattern":"^[0-9]+$"},"g":{"type":"object","additionalProperties":false}},
                "required":["a"],"additionalProperties":false,"title":"T"}
                """#)
        #expect(UpstreamPlainness.isPlain(try #require(ordinary.object)))
    }

    private static let lenient = SchemaOptions(unknownKeywords: .annotations)

    @Test(arguments: ["[]", "true", "5", "null"])
    func `what is no schema of an object stays`(source: String) throws {
        let value = try JSONValue(parsing: source)
        #expect(UpstreamSchema(rewriting: value).schema == value)
    }
}
