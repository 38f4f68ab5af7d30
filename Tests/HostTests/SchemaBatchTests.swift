// SPDX-License-Identifier: Apache-2.0

import JSON
import Testing

@testable import Host

/// A line of the batch and what its answer begins with.
private struct LineCase: Sendable, CustomTestStringConvertible {
    let line: String
    let answer: String

    init(_ line: String, _ answer: String) {
        self.line = line
        self.answer = answer
    }

    var testDescription: String { line }
}

private let valid = #"{"valid":true,"violations":[]}"#
private let invalid = #"{"valid":false,"violations":[{"instanceLocation":"#

private let cases: [LineCase] = [
    LineCase(#"{"schema":true,"instance":null}"#, valid),
    LineCase(#"{"instance":5,"schema":{"type":"integer"},"id":7}"#, valid),
    LineCase(
        #"{"schema":{"properties":{"a":{"maximum":3}}},"instance":{"a":4}}"#,
        #"{"valid":false,"violations":[{"instanceLocation":"/a","keywordLocation":"/properties/a/maximum","keyword":"maximum","message":"/a: expected"#
    ),
    LineCase(#"{"schema":{"unknown":1},"instance":1}"#, valid),
    LineCase(#"{"schema":{"format":"ipv4"},"instance":"x"}"#, valid),
    LineCase(#"{"schema":{"format":"ipv4"},"instance":"x","assertFormat":false}"#, valid),
    LineCase(#"{"schema":{"format":"ipv4"},"instance":"x","assertFormat":true}"#, invalid),
    // What stands beside $ref counts in draft 2020-12 only.
    LineCase(##"{"schema":{"$ref":"#/$defs/a","$defs":{"a":true},"type":"null"},"instance":1}"##, invalid),
    LineCase(
        ##"{"schema":{"$ref":"#/definitions/a","definitions":{"a":true},"type":"null"},"instance":1,"draft":"7"}"##,
        valid),
    LineCase(
        #"{"schema":{"$schema":"http://json-schema.org/draft-07/schema#","items":[{"type":"null"}]},"instance":[1],"draft":"2020-12"}"#,
        invalid),
    LineCase(
        #"{"schema":{"$ref":"http://a/b"},"instance":1,"documents":{"http://a/b":{"type":"null"}}}"#, invalid),
    LineCase(
        #"{"schema":true,"instance":{"a":1,"a":2}}"#,
        #"{"valid":true,"violations":[],"duplicateKeys":["/instance/a"]}"#),
    LineCase("", #"{"error":"Not valid JSON at line 1, column 1: there is no value.","code":"json_empty"}"#),
    LineCase("[1]", #"{"error":"The line is array, not an object.","code":"invalid_request"}"#),
    LineCase(
        #"{"instance":1}"#, #"{"error":"The line has no \"schema\".","code":"invalid_request"}"#),
    LineCase(
        #"{"schema":true}"#, #"{"error":"The line has no \"instance\".","code":"invalid_request"}"#),
    LineCase(
        #"{"schema":true,"instance":1,"draft":7}"#,
        #"{"error":"\"draft\" must be \"2020-12\" or \"7\".","code":"invalid_request"}"#),
    LineCase(
        #"{"schema":true,"instance":1,"documents":[]}"#,
        #"{"error":"\"documents\" must be an object of schemas by their URI.","code":"invalid_request"}"#),
    LineCase(
        #"{"schema":true,"instance":1,"assertFormat":"yes"}"#,
        #"{"error":"\"assertFormat\" must be true or false.","code":"invalid_request"}"#),
    LineCase(
        #"{"schema":{"type":"strng"},"instance":1}"#,
        #"{"error":"The keyword \"type\" at /type must be"#),
    LineCase(
        #"{"schema":5,"instance":1}"#, #"{"error":"A schema is an object or a boolean; the root is a number."#
    ),
    LineCase(
        #"{"schema":{"$ref":"http://a/b"},"instance":1}"#,
        #"{"error":"The reference \"http://a/b\" at /$ref leads"#),
    LineCase(
        ##"{"schema":{"$ref":"#"},"instance":1}"##,
        #"{"error":"The schema at the root refers to itself without going deeper into the value.","code":"schema_reference_cycle"}"#
    ),
]

@Suite struct SchemaBatchTests {
    @Test(arguments: cases)
    private func `a line has one answer`(example: LineCase) {
        let answer = SchemaBatch.answer(to: .bytes(Array(example.line.utf8)))
        let text = JSONValue.object(answer).jsonText()
        #expect(text.hasPrefix(example.answer), "\(text)")
    }

    @Test func `a line over the limit has an answer too`() {
        #expect(SchemaBatch.answer(to: .tooLong)["code"] == "json_too_large")
    }

    @Test func `a value may be nested as deep as in a file of its own`() {
        let depth = JSONLimits().depth
        func line(_ depth: Int) -> LineCutter.Line {
            let value = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
            return .bytes(Array(#"{"schema":true,"instance":\#(value)}"#.utf8))
        }
        #expect(SchemaBatch.answer(to: line(depth))["valid"] == true)
        #expect(SchemaBatch.answer(to: line(depth + 2))["code"] == "json_too_deep")
    }
}
