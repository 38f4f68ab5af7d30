// SPDX-License-Identifier: Apache-2.0

import JSON
import Testing

@Suite struct JSONReaderTests {
    static let values: [(text: String, value: JSONValue)] = [
        ("null", nil), ("true", true), (" false ", false), ("0", 0), ("-7", -7), ("\t[\n]\r", []),
        ("{ }", [:]),
        (#""""#, ""), (#""a""#, "a"), (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"),
        (#""\u0041\u00e9\u20AC""#, "Aé€"), (#""\ud83d\uDE00""#, "😀"), (#""\u0000""#, "\u{0}"),
        (#""\u2028\u2029""#, "\u{2028}\u{2029}"), ("\"\u{7F}\"", "\u{7F}"), ("\"\u{FEFF}\"", "\u{FEFF}"),
        ("\"é€😀\"", "é€😀"), (#""\\u0041""#, "\\u0041"),
        (#""\ud800\udc00\udbff\udfff""#, "\u{10000}\u{10FFFF}"),
        ("[1,[2,[3]],{}]", [1, [2, [3]], [:]]), (#"{"a":{"b":[]}}"#, ["a": ["b": []]]), (#"{"":0}"#, ["": 0]),
    ]

    @Test(arguments: values)
    func `a text is read as its value`(_ text: String, _ value: JSONValue) throws {
        #expect(try JSONValue(parsing: text) == value)
    }

    @Test func `members keep the order in which they were written`() throws {
        let value = try JSONValue(parsing: #"{"z":1,"a":2,"m":3,"":4,"é":5,"0":6,"10":7,"9":8,"k":9,"b":10}"#)
        #expect(value.object.map { Array($0.names) } == ["z", "a", "m", "", "é", "0", "10", "9", "k", "b"])
    }

    @Test func `names that differ only by normalisation are two members`() throws {
        let document = try JSONDocument(parsing: "{\"\u{E9}\":1,\"e\u{301}\":2}".utf8Span.span)
        #expect(document.duplicateKeys.isEmpty)
        #expect(document.value.object?.count == 2)
        #expect(document.value["\u{E9}"] == 1)
        #expect(document.value["e\u{301}"] == 2)
    }

    @Test func `the last of two equal names wins in the first one's place and is reported`() throws {
        let text = #"{"a":1,"b":[{"x":1},{"y":1,"\u0079":2}],"a":3}"#
        let document = try JSONDocument(parsing: text.utf8Span.span)
        #expect(document.value.jsonText() == #"{"a":3,"b":[{"x":1},{"y":2}]}"#)
        #expect(document.duplicateKeys.map(\.description) == ["/b/1/y", "/a"])
    }

    @Test func `duplicate names are fatal on request`() {
        let error = #expect(throws: JSONError.self) {
            try JSONValue(parsing: #"{"a":[1,{"b":1,"b":2}]}"#, duplicateKeys: .refused)
        }
        #expect(error?.reason == .duplicateKey)
        #expect(error?.offset == 15)
        #expect(error?.message.contains(#""b""#) == true)
    }

    @Test func `no more duplicates are listed than the limit says`() throws {
        let text = "{" + (0..<500).map { #""k\#($0)":1,"k\#($0)":2"# }.joined(separator: ",") + "}"
        let document = try JSONDocument(parsing: text.utf8Span.span)
        #expect(document.duplicateKeys.count == 32)
        #expect(document.value.object?.count == 500)
    }

    @Test(arguments: [1, 2, 8, 512])
    func `nesting is read to the limit and refused beyond it`(_ depth: Int) throws {
        let limits = JSONLimits(depth: depth)
        func nested(_ levels: Int) -> String {
            String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
        }
        _ = try JSONValue(parsing: nested(depth), limits: limits)
        let error = #expect(throws: JSONError.self) {
            try JSONValue(parsing: nested(depth + 1), limits: limits)
        }
        #expect(error?.reason == .tooDeep)
        #expect(error?.offset == depth)
    }

    @Test func `siblings do not count as depth`() throws {
        let text = "[" + Array(repeating: #"[{"a":[]},[]]"#, count: 100).joined(separator: ",") + "]"
        #expect(try JSONValue(parsing: text, limits: JSONLimits(depth: 4)).array?.count == 100)
    }

    @Test(arguments: [#"[{"a":"#, "["])
    func `a million opening brackets are refused at the depth limit`(_ opening: String) {
        let text = String(repeating: opening, count: 1_000_000 / opening.utf8.count)
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: text) }
        #expect(error?.reason == .tooDeep)
    }

    @Test func `a text over the size limit is refused unread`() throws {
        let limits = JSONLimits(bytes: 4)
        #expect(try JSONValue(parsing: "1234", limits: limits) == 1234)
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: "12345", limits: limits) }
        #expect(error?.reason == .tooLarge)
    }
}
