// SPDX-License-Identifier: Apache-2.0

import JSONSchema
import Testing

@Suite struct KeywordTests {
    static let types = [
        SchemaCase("true", "true", accepts: ["1", "null", "{}"]),
        SchemaCase("false", "false", refuses: ["1", "null", "{}"]),
        SchemaCase("no keywords", "{}", accepts: ["1", "null", "[]"]),
        SchemaCase(
            "integer", #"{"type":"integer"}"#,
            accepts: ["1", "-0", "1.0", "10e-1", "1e400", "9007199254740993"],
            refuses: ["1.5", "1e-1", #""1""#, "true", "null", "[1]"]),
        SchemaCase(
            "number", #"{"type":"number"}"#, accepts: ["1", "1.5", "-1e400"], refuses: [#""1.5""#, "null"]),
        SchemaCase(
            "string", #"{"type":"string"}"#, accepts: [#""""#, #""1""#], refuses: ["1", "null", "[]"]),
        SchemaCase(
            "boolean", #"{"type":"boolean"}"#, accepts: ["true", "false"], refuses: ["0", #""true""#, "null"]),
        SchemaCase(
            "null", #"{"type":"null"}"#, accepts: ["null"], refuses: ["0", "false", #""""#, "[]", "{}"]),
        SchemaCase("array", #"{"type":"array"}"#, accepts: ["[]", "[1]"], refuses: ["{}", #""[]""#]),
        SchemaCase("object", #"{"type":"object"}"#, accepts: ["{}"], refuses: ["[]", "null"]),
        SchemaCase(
            "two types", #"{"type":["string","null"]}"#, accepts: [#""a""#, "null"], refuses: ["1", "[]"]),
        SchemaCase(
            "integer among types", #"{"type":["integer","string"]}"#, accepts: ["2.0"], refuses: ["2.5"]),
    ]

    static let values = [
        SchemaCase(
            "enum of kinds", #"{"enum":[1,"a",null,[1,{"a":2}],true]}"#,
            accepts: ["1", "1.0", "1e0", #""a""#, "null", #"[1,{"a":2.0}]"#, "true"],
            refuses: ["2", #""A""#, "false", #"[{"a":2},1]"#, "[1]", "0"]),
        SchemaCase(
            "enum of many", #"{"enum":[1,2,3,4,5,6,7,8,9,10,11]}"#, accepts: ["11.00", "1"],
            refuses: ["12", "0"]),
        SchemaCase("enum without values", #"{"enum":[]}"#, refuses: ["null", "1"]),
        SchemaCase(
            "const", #"{"const":{"a":1,"b":[2]}}"#, accepts: [#"{"b":[2],"a":1}"#],
            refuses: [#"{"a":1}"#, "null"]),
        SchemaCase(
            "const of a large integer", #"{"const":9007199254740993}"#, accepts: ["9007199254740993"],
            refuses: ["9007199254740992"]),
        SchemaCase(
            "const by bytes", "{\"const\":\"\u{E9}\"}", accepts: ["\"\u{E9}\""], refuses: ["\"e\u{301}\""]),
        SchemaCase(
            "const by bytes of one length", "{\"const\":\"\u{212B}\"}", accepts: ["\"\u{212B}\""],
            refuses: ["\"A\u{30A}\""]),
        SchemaCase("const false is not 0", #"{"const":false}"#, accepts: ["false"], refuses: ["0", "null"]),
    ]

    static let numbers = [
        SchemaCase(
            "minimum", #"{"minimum":1.1}"#, accepts: ["1.1", "1.10", "2", #""0""#],
            refuses: ["1.09", "0", "-1e400"]),
        SchemaCase(
            "maximum", #"{"maximum":3}"#, accepts: ["3", "3.0", "-5"],
            refuses: ["3.0000000000000000000001", "1e400"]),
        SchemaCase(
            "exclusive bounds", #"{"exclusiveMinimum":0,"exclusiveMaximum":1}"#, accepts: ["0.5", "1e-400"],
            refuses: ["0", "-0", "1", "1.0"]),
        SchemaCase(
            "bounds beyond double", #"{"maximum":9007199254740992}"#, accepts: ["9007199254740992"],
            refuses: ["9007199254740993"]),
        SchemaCase(
            "multipleOf", #"{"multipleOf":0.01}"#, accepts: ["19.99", "0", "1e400", #""a""#],
            refuses: ["19.995", "1e-3"]),
        SchemaCase(
            "multipleOf a third", #"{"multipleOf":0.3}"#, accepts: ["0.9", "-3"], refuses: ["1", "1e300"]),
        SchemaCase(
            "multipleOf with an endless exponent", #"{"multipleOf":1e-999999999999}"#,
            accepts: ["1", "1e999999999999"]),
        SchemaCase(
            "all bounds", #"{"type":"integer","minimum":1,"maximum":100,"multipleOf":5}"#,
            accepts: ["5", "100"], refuses: ["0", "105", "7"]),
    ]

    static let strings = [
        SchemaCase(
            "minLength", #"{"minLength":2}"#, accepts: [#""ab""#, #""éé""#, "1"],
            refuses: [#""a""#, #""é""#, #""😀""#]),
        SchemaCase(
            "maxLength", #"{"maxLength":2}"#, accepts: [#""ab""#, #""😀😀""#], refuses: [#""abc""#, #""😀😀😀""#]),
        SchemaCase(
            "length in code points", "{\"minLength\":2,\"maxLength\":2}",
            accepts: ["\"e\u{301}\"", #""\u0000\u0000""#],
            refuses: ["\"\u{E9}\"", "\"\u{1F468}\u{200D}\u{1F469}\""]),
        SchemaCase("length as a decimal", #"{"maxLength":2.0}"#, accepts: [#""ab""#], refuses: [#""abc""#]),
        SchemaCase("length beyond any", #"{"maxLength":1e400}"#, accepts: [#""ab""#]),
        SchemaCase(
            "pattern is not anchored", #"{"pattern":"b+"}"#, accepts: [#""abc""#, "5"],
            refuses: [#""ac""#, #""""#]),
        SchemaCase(
            "pattern anchored", #"{"pattern":"^[a-z]+$"}"#, accepts: [#""abc""#],
            refuses: [#""abc\n""#, #""ab1""#, #""""#]),
        SchemaCase("format is a note", #"{"format":"email"}"#, accepts: [#""nonsense""#, "1"]),
    ]

    static let arrays = [
        SchemaCase(
            "items", #"{"items":{"type":"integer"}}"#, accepts: ["[]", "[1,2.0]", "{}"],
            refuses: ["[1,\"a\"]", "[null]"]),
        SchemaCase("items false", #"{"items":false}"#, accepts: ["[]"], refuses: ["[1]"]),
        SchemaCase(
            "prefixItems", #"{"prefixItems":[{"type":"string"},{"type":"integer"}]}"#,
            accepts: ["[]", #"["a"]"#, #"["a",1,null]"#], refuses: ["[1]", #"["a","b"]"#]),
        SchemaCase(
            "prefixItems and items", #"{"prefixItems":[true],"items":{"type":"string"}}"#,
            accepts: [#"[1,"a"]"#], refuses: ["[1,2]"]),
        SchemaCase(
            "no more than prefixItems", #"{"prefixItems":[true,true],"items":false}"#,
            accepts: ["[1,2]", "[1]"], refuses: ["[1,2,3]"]),
        SchemaCase(
            "count of elements", #"{"minItems":1,"maxItems":2}"#, accepts: ["[1]", "[1,2]", "{}"],
            refuses: ["[]", "[1,2,3]"]),
        SchemaCase(
            "uniqueItems", #"{"uniqueItems":true}"#, accepts: ["[]", "[1,2]", #"[1,"1",true]"#, "[0,false]"],
            refuses: ["[1,1.0]", #"[{"a":1,"b":2},{"b":2,"a":1}]"#, "[[1],[1]]"]),
        SchemaCase("uniqueItems false", #"{"uniqueItems":false}"#, accepts: ["[1,1]"]),
        SchemaCase(
            "contains", #"{"contains":{"type":"integer"}}"#, accepts: [#"["a",1]"#, "{}"],
            refuses: ["[]", #"["a"]"#]),
        SchemaCase(
            "count of contained", #"{"contains":{"const":1},"minContains":2,"maxContains":3}"#,
            accepts: ["[1,1]", "[1,0,1,1]"], refuses: ["[1]", "[1,1,1,1]", "[]"]),
        SchemaCase("minContains 0", #"{"contains":{"const":1},"minContains":0}"#, accepts: ["[]", "[2]"]),
        SchemaCase("counts without contains", #"{"minContains":5,"maxContains":0}"#, accepts: ["[]", "[1]"]),
    ]

    static let objects = [
        SchemaCase(
            "properties", #"{"properties":{"a":{"type":"integer"},"b":false}}"#,
            accepts: ["{}", #"{"a":1,"c":null}"#, "[]"], refuses: [#"{"a":"1"}"#, #"{"b":1}"#]),
        SchemaCase(
            "additionalProperties false", #"{"properties":{"a":{}},"additionalProperties":false}"#,
            accepts: ["{}", #"{"a":1}"#], refuses: [#"{"b":1}"#, #"{"a":1,"A":1}"#]),
        SchemaCase(
            "additionalProperties schema",
            #"{"properties":{"a":true},"additionalProperties":{"type":"string"}}"#,
            accepts: [#"{"a":1,"b":"x"}"#], refuses: [#"{"a":1,"b":2}"#]),
        SchemaCase(
            "names by bytes", "{\"properties\":{\"\u{E9}\":{}},\"additionalProperties\":false}",
            accepts: ["{\"\u{E9}\":1}"], refuses: ["{\"e\u{301}\":1}"]),
        SchemaCase(
            "patternProperties",
            #"{"patternProperties":{"^x":{"type":"integer"}},"additionalProperties":false}"#,
            accepts: [#"{"x1":1}"#], refuses: [#"{"x1":"a"}"#, #"{"y":1}"#]),
        SchemaCase(
            "pattern and name both apply",
            #"{"properties":{"ab":{"minimum":2}},"patternProperties":{"^a":{"maximum":4}}}"#,
            accepts: [#"{"ab":3}"#], refuses: [#"{"ab":1}"#, #"{"ab":5}"#]),
        SchemaCase(
            "propertyNames", #"{"propertyNames":{"maxLength":2}}"#, accepts: [#"{"ab":1}"#, "{}"],
            refuses: [#"{"abc":1}"#]),
        SchemaCase(
            "required", #"{"required":["a","\n"]}"#, accepts: [#"{"a":null,"\n":1}"#, "[]"],
            refuses: ["{}", #"{"a":1}"#]),
        SchemaCase("required none", #"{"required":[]}"#, accepts: ["{}"]),
        SchemaCase(
            "count of properties", #"{"minProperties":1,"maxProperties":2}"#, accepts: [#"{"a":1}"#, "[]"],
            refuses: ["{}", #"{"a":1,"b":2,"c":3}"#]),
        SchemaCase(
            "dependentRequired", #"{"dependentRequired":{"card":["address","zip"]}}"#,
            accepts: ["{}", #"{"zip":1}"#, #"{"card":1,"address":2,"zip":3}"#],
            refuses: [#"{"card":1}"#, #"{"card":1,"zip":2}"#]),
        SchemaCase(
            "dependentSchemas", #"{"dependentSchemas":{"a":{"required":["b"]},"c":false}}"#,
            accepts: ["{}", #"{"a":1,"b":2}"#], refuses: [#"{"a":1}"#, #"{"c":1}"#]),
        SchemaCase(
            "dependencies of old", #"{"dependencies":{"a":["b"],"c":{"required":["d"]}}}"#,
            accepts: [#"{"a":1,"b":2}"#], refuses: [#"{"a":1}"#, #"{"c":1}"#]),
    ]

    static let combinations = [
        SchemaCase(
            "allOf", #"{"allOf":[{"minimum":1},{"maximum":3}]}"#, accepts: ["2"], refuses: ["0", "4"]),
        SchemaCase(
            "anyOf", #"{"anyOf":[{"type":"string"},{"minimum":5}]}"#, accepts: [#""a""#, "5"], refuses: ["4"]),
        SchemaCase(
            "oneOf", #"{"oneOf":[{"type":"integer"},{"minimum":5}]}"#, accepts: ["4", "5.5"],
            refuses: ["6", "1.5"]),
        SchemaCase("not", #"{"not":{"type":"null"}}"#, accepts: ["1"], refuses: ["null"]),
        SchemaCase("not not", #"{"not":{"not":{"type":"null"}}}"#, accepts: ["null"], refuses: ["1"]),
        SchemaCase(
            "if then else", #"{"if":{"type":"integer"},"then":{"minimum":5},"else":{"maxLength":2}}"#,
            accepts: ["5", #""ab""#], refuses: ["4", #""abc""#]),
        SchemaCase("then without if", #"{"then":false,"else":false}"#, accepts: ["1"]),
        SchemaCase("if alone", #"{"if":false}"#, accepts: ["1"]),
        SchemaCase(
            "unevaluatedProperties sees what was applied",
            #"{"allOf":[{"properties":{"a":{}}}],"anyOf":[{"required":["b"],"properties":{"b":{}}},{"properties":{"c":{}}}],"unevaluatedProperties":false}"#,
            accepts: [#"{"a":1}"#, #"{"a":1,"b":1,"c":1}"#, #"{"c":1}"#],
            refuses: [#"{"d":1}"#, #"{"b":1,"e":1}"#]),
        SchemaCase(
            "unevaluatedProperties ignores what did not apply",
            #"{"if":{"properties":{"a":{"const":1}},"required":["a"]},"else":{"properties":{"b":{}}},"unevaluatedProperties":false}"#,
            accepts: [#"{"a":1}"#, #"{"b":1}"#], refuses: [#"{"a":1,"b":1}"#, #"{"a":2}"#]),
        SchemaCase(
            "unevaluatedProperties with a schema",
            #"{"properties":{"a":{}},"unevaluatedProperties":{"type":"string"}}"#,
            accepts: [#"{"a":1,"b":"x"}"#], refuses: [#"{"b":1}"#]),
        SchemaCase(
            "unevaluatedItems after contains",
            #"{"prefixItems":[true],"contains":{"const":7},"unevaluatedItems":false}"#, accepts: ["[1,7,7]"],
            refuses: ["[1,7,8]"]),
        SchemaCase(
            "what unevaluated keywords have seen is evaluated",
            #"{"allOf":[{"unevaluatedItems":true},{"unevaluatedProperties":true}],"unevaluatedItems":false,"unevaluatedProperties":false}"#,
            accepts: ["[1]", #"{"a":1}"#]),
        SchemaCase(
            "not leaves nothing evaluated",
            #"{"not":{"not":{"properties":{"a":{}}}},"unevaluatedProperties":false}"#, accepts: ["{}"],
            refuses: [#"{"a":1}"#]),
    ]

    @Test(arguments: types + values + numbers + strings + arrays + objects + combinations)
    func `a keyword decides`(_ schemaCase: SchemaCase) throws {
        try schemaCase.check()
    }

    static let draft7 = [
        SchemaCase(
            "items as a list", #"{"items":[{"type":"string"}],"additionalItems":false}"#,
            accepts: ["[]", #"["a"]"#], refuses: ["[1]", #"["a","b"]"#]),
        SchemaCase(
            "additionalItems without a list", #"{"items":{},"additionalItems":false}"#, accepts: ["[1,2]"]),
        SchemaCase(
            "siblings of $ref mean nothing",
            ##"{"definitions":{"a":{"type":"string"}},"properties":{"x":{"$ref":"#/definitions/a","maxLength":1}}}"##,
            accepts: [#"{"x":"abc"}"#], refuses: [#"{"x":1}"#]),
        SchemaCase(
            "$id as an anchor",
            ##"{"definitions":{"a":{"$id":"#here","type":"string"}},"properties":{"x":{"$ref":"#here"}}}"##,
            accepts: [#"{"x":"a"}"#], refuses: [#"{"x":1}"#]),
        SchemaCase("contains at least one", #"{"contains":{"const":1}}"#, accepts: ["[1]"], refuses: ["[]"]),
    ]

    @Test(arguments: draft7)
    func `draft-07 has its own ways`(_ schemaCase: SchemaCase) throws {
        try schemaCase.check(SchemaOptions(dialect: .draft7))
    }

    @Test(arguments: ["http://json-schema.org/draft-07/schema#", "https://json-schema.org/draft-07/schema"])
    func `either scheme and an empty fragment name the same dialect`(_ uri: String) {
        #expect(SchemaDialect(uri: uri) == .draft7)
        #expect(SchemaDialect(uri: uri + "/x") == nil)
    }

    @Test func `the dialect is the one that the schema names`() throws {
        let list = #""items":[{"type":"string"}]}"#
        #expect(
            try Schema(#"{"$schema":"http://json-schema.org/draft-07/schema#","# + list).messages("[1]").count
                == 1)
        #expect(throws: SchemaError.self) {
            try Schema(#"{"$schema":"https://json-schema.org/draft/2020-12/schema","# + list)
        }
    }
}
