// SPDX-License-Identifier: Apache-2.0

import JSON
import Testing

@Suite struct JSONWriterTests {
    static let texts: [(value: JSONValue, text: String)] = [
        (nil, "null"), (true, "true"), (-5, "-5"), ("", #""""#), ([], "[]"), ([:], "{}"),
        ("\"\\/", #""\"\\/""#), ("\u{8}\u{C}\n\r\t", #""\b\f\n\r\t""#),
        ("\u{0}\u{1}\u{1F}", #""\u0000\u0001\u001f""#),
        ("\u{7F}\u{2028}é😀", "\"\u{7F}\u{2028}é😀\""), ([1, [], [2]], "[1,[],[2]]"),
        (["b": 1, "a": ["c": nil]], #"{"b":1,"a":{"c":null}}"#),
    ]

    @Test(arguments: texts)
    func `a value is written with the least escapes and no white space`(_ value: JSONValue, _ text: String) {
        #expect(value.jsonText() == text)
        #expect(value.jsonBytes() == Array(text.utf8))
        #expect(value.description == text)
    }

    @Test func `the pretty layout indents by two spaces`() {
        let value: JSONValue = ["a": [1, ["b": []]], "c": [:]]
        let expected = """
            {
              "a": [
                1,
                {
                  "b": []
                }
              ],
              "c": {}
            }
            """
        #expect(value.jsonText(.pretty) == expected)
    }

    @Test func `the same value gives the same bytes each time`() throws {
        let text = #"{"z":1.50,"a":[1e3,-0],"m":{"y":"\u00e9","x":null}}"#
        let value = try JSONValue(parsing: text)
        let first = value.jsonBytes()
        for _ in 0..<10 { #expect(value.jsonBytes() == first) }
        #expect(String(decoding: first, as: UTF8.self) == #"{"z":1.50,"a":[1e3,-0],"m":{"y":"é","x":null}}"#)
    }

    @Test func `several values can be written one after the other`() {
        var writer = JSONWriter()
        writer.write(JSONValue.array([1]))
        writer.write("a")
        #expect(String(decoding: writer.bytes, as: UTF8.self) == #"[1]"a""#)
    }
}
