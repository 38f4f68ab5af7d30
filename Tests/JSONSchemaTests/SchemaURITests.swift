// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import JSONSchema

@Suite struct SchemaURITests {
    /// RFC 3986 §5.4: references, and what they are from `http://a/b/c/d;p?q`.
    static let examples: [(String, String)] = [
        ("g:h", "g:h"), ("g", "http://a/b/c/g"), ("./g", "http://a/b/c/g"), ("g/", "http://a/b/c/g/"),
        ("/g", "http://a/g"), ("//g", "http://g"), ("?y", "http://a/b/c/d;p?y"), ("g?y", "http://a/b/c/g?y"),
        ("#s", "http://a/b/c/d;p?q#s"), ("g#s", "http://a/b/c/g#s"), ("g?y#s", "http://a/b/c/g?y#s"),
        (";x", "http://a/b/c/;x"), ("g;x", "http://a/b/c/g;x"), ("", "http://a/b/c/d;p?q"),
        (".", "http://a/b/c/"), ("./", "http://a/b/c/"), ("..", "http://a/b/"), ("../", "http://a/b/"),
        ("../g", "http://a/b/g"), ("../..", "http://a/"), ("../../", "http://a/"), ("../../g", "http://a/g"),
        ("../../../g", "http://a/g"), ("/./g", "http://a/g"), ("/../g", "http://a/g"),
        ("g.", "http://a/b/c/g."), (".g", "http://a/b/c/.g"), ("g..", "http://a/b/c/g.."),
        ("..g", "http://a/b/c/..g"), ("./../g", "http://a/b/g"), ("./g/.", "http://a/b/c/g/"),
        ("g/./h", "http://a/b/c/g/h"), ("g/../h", "http://a/b/c/h"), ("g;x=1/./y", "http://a/b/c/g;x=1/y"),
        ("g;x=1/../y", "http://a/b/c/y"), ("g?y/../x", "http://a/b/c/g?y/../x"),
        ("g#s/../x", "http://a/b/c/g#s/../x"), ("HTTP://x", "http://x"),
    ]

    @Test(arguments: examples)
    func `a reference is resolved as the standard's examples are`(_ reference: String, _ resolved: String) {
        let uri = SchemaURI(reference).resolved(against: SchemaURI("http://a/b/c/d;p?q"))
        #expect(uri.base + (uri.fragment.map { "#" + $0 } ?? "") == resolved)
    }

    @Test(arguments: [("a%20b", "a b"), ("%C3%A9", "é"), ("plain", "plain"), ("%25", "%")])
    func `percent escapes are decoded`(_ text: String, _ decoded: String) {
        #expect(SchemaURI.percentDecoded(text) == decoded)
    }

    @Test(arguments: ["%", "%4", "%zz", "%FF", "%C3"])
    func `broken percent escapes are noticed`(_ text: String) {
        #expect(SchemaURI.percentDecoded(text) == nil)
    }

    @Test func `names without hierarchy keep their path`() {
        let base = SchemaURI("urn:uuid:deadbeef")
        #expect(SchemaURI("#/$defs/a").resolved(against: base).base == "urn:uuid:deadbeef")
        #expect(SchemaURI("urn:x:y").resolved(against: base).base == "urn:x:y")
    }
}
