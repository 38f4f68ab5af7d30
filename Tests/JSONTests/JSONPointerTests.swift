// SPDX-License-Identifier: Apache-2.0

import JSON
import Testing

@Suite struct JSONPointerTests {
    /// The document and the pointers of RFC 6901 §5.
    static let document =
        #"{"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\j":5,"k\"l":6," ":7,"m~n":8}"#

    static let examples: [(String, JSONValue)] = [
        ("/foo", ["bar", "baz"]), ("/foo/0", "bar"), ("/", 0), ("/a~1b", 1), ("/c%d", 2), ("/e^f", 3),
        ("/g|h", 4),
        (#"/i\j"#, 5), (#"/k"l"#, 6), ("/ ", 7), ("/m~0n", 8),
    ]

    @Test(arguments: examples)
    func `the examples of the standard lead to their values`(_ text: String, _ value: JSONValue) throws {
        let document = try JSONValue(parsing: Self.document)
        let pointer = try #require(JSONPointer(text))
        #expect(document[pointer] == value)
        #expect(pointer.description == text)
    }

    @Test func `the empty text is the whole value`() throws {
        let document = try JSONValue(parsing: Self.document)
        #expect(document[try #require(JSONPointer(""))] == document)
        #expect(JSONPointer().description.isEmpty)
    }

    @Test(arguments: ["a", "a/b", "~", "/~", "/~2", "/a~", "/~01~"])
    func `text outside the grammar is no pointer`(_ text: String) {
        #expect(JSONPointer(text) == nil)
    }

    @Test(arguments: [
        "/foo/2", "/foo/-", "/foo/00", "/foo/01", "/foo/+1", "/foo/-1", "/foo/1e0", "/foo/bar", "/nope",
        "/a/b", "/foo/0/x",
    ])
    func `a pointer to nothing gives nothing`(_ text: String) throws {
        let document = try JSONValue(parsing: Self.document)
        #expect(document[try #require(JSONPointer(text))] == nil)
    }

    @Test(arguments: ["~1", "~01", "/", "~", "a~b/c~1d", "é", "e\u{301}", "\u{0}", ""])
    func `any name survives writing and reading`(_ name: String) throws {
        let pointer = JSONPointer().appending("x").appending(name).appending(3)
        let again = try #require(JSONPointer(pointer.description))
        #expect(again.tokens.map { Array($0.utf8) } == pointer.tokens.map { Array($0.utf8) })
    }

    @Test func `names of other normal forms are other places`() throws {
        let places: Set = [
            JSONPointer(tokens: ["\u{E9}"]), JSONPointer(tokens: ["e\u{301}"]),
            JSONPointer(tokens: ["\u{E9}"]),
        ]
        #expect(places.count == 2)
    }
}
