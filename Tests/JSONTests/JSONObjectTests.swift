// SPDX-License-Identifier: Apache-2.0

import JSON
import Testing

@Suite struct JSONObjectTests {
    @Test func `equality does not depend on the order of members`() {
        let left: JSONValue = ["a": 1, "b": ["c": 2, "d": 3]]
        let right: JSONValue = ["b": ["d": 3.asJSON, "c": 2], "a": 1]
        #expect(left == right)
        #expect(left.hashValue == right.hashValue)
    }

    @Test func `objects that differ in one member differ`() {
        let object: JSONObject = ["a": 1, "b": nil]
        #expect(object != ["a": 1])
        #expect(object != ["a": 1, "c": nil])
        #expect(object != ["a": 2, "b": nil])
        #expect(object != ["a": 1, "b": false])
    }

    @Test func `strings of other normal forms are other values`() {
        #expect(JSONValue.string("\u{E9}") != JSONValue.string("e\u{301}"))
        #expect(JSONValue.object(["\u{E9}": 1]) != .object(["e\u{301}": 1]))
        // These two have the same number of bytes.
        #expect(JSONValue.string("\u{212B}") != JSONValue.string("A\u{30A}"))
        #expect(Set([JSONValue.string("\u{E9}"), .string("e\u{301}"), .string("\u{E9}")]).count == 2)
    }

    @Test func `true is not one and null is not false`() {
        #expect(JSONValue.bool(true) != .number(1))
        #expect(JSONValue.null != .bool(false))
        #expect(JSONValue.string("1") != .number(1))
    }

    @Test func `setting replaces in place, removes, and appends`() {
        var object: JSONObject = ["a": 1, "b": 2, "c": 3]
        object["a"] = 9
        object["b"] = nil
        object["d"] = 4
        #expect(Array(object.names) == ["a", "c", "d"])
        #expect(object["a"] == 9)
        #expect(object.count == 3)
    }

    @Test func `a large object finds every member`() {
        let object = JSONObject((0..<10_000).map { ("key\($0)", JSONValue($0)) })
        for index in 0..<10_000 { #expect(object["key\(index)"]?.int == index) }
        #expect(object["key10000"] == nil)
    }

    @Test func `the parts of a value are given only for their kind`() {
        #expect(JSONValue.string("a").string == "a")
        #expect(JSONValue.number(1).string == nil)
        #expect(JSONValue.number(1).int == 1)
        #expect(JSONValue.bool(true).int == nil)
        #expect(JSONValue.null.isNull)
        #expect(JSONValue.array([1])["a"] == nil)
        #expect(
            [nil, true, 1, "a", [], [:]].map(\JSONValue.kind) == [
                "null", "boolean", "number", "string", "array", "object",
            ])
    }
}

extension Int {
    /// The integer written with a fraction, which is the same JSON value.
    fileprivate var asJSON: JSONValue {
        JSONNumber(text: "\(self).0").map(JSONValue.number) ?? .null
    }
}
