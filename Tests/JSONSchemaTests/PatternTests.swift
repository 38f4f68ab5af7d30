// SPDX-License-Identifier: Apache-2.0

import JSON
import JSONSchema
import Testing

/// Patterns mean what ECMA-262 says, not what PCRE2 would make of them.
@Suite struct PatternTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var pattern: String
        var found: [String]
        var notFound: [String]

        init(_ pattern: String, in found: [String], notIn notFound: [String]) {
            self.pattern = pattern
            self.found = found
            self.notFound = notFound
        }

        var testDescription: String { pattern }
    }

    static let meanings: [Case] = [
        Case(#"^\p{Letter}+$"#, in: ["aéλ"], notIn: ["a1"]),
        Case(#"^\p{L}\p{Nd}\P{L}$"#, in: ["é٣-"], notIn: ["1aa"]),
        Case(#"^\p{Script=Greek}+$"#, in: ["λόγος"], notIn: ["logos"]),
        Case(#"^\p{sc=Cyrillic}$"#, in: ["я"], notIn: ["r"]),
        Case(#"^\p{Uppercase_Letter}$"#, in: ["É"], notIn: ["é"]),
        Case(#"^\p{General_Category=Punctuation}$"#, in: ["!"], notIn: ["a"]),
        Case(#"^\u0041$"#, in: ["A"], notIn: ["u0041"]), Case(#"^\u{1F600}$"#, in: ["😀"], notIn: ["u"]),
        Case(#"^\ud83d\ude00$"#, in: ["😀"], notIn: [""]),
        Case(#"^\x41\cJ\0$"#, in: ["A\n\0"], notIn: ["A"]),
        Case("^[^]$", in: ["\n", "a", "😀"], notIn: ["", "ab"]), Case("[]", in: [], notIn: ["", "a"]),
        Case("^.$", in: ["a", "é", "😀"], notIn: ["\n", "\r", "\u{2028}", "\u{2029}", ""]),
        Case("^a$", in: ["a"], notIn: ["a\n", "b\na"]),
        Case(#"^\d$"#, in: ["7"], notIn: ["٣", "७"]), Case(#"^\w$"#, in: ["_", "Z"], notIn: ["é"]),
        Case(#"^\W$"#, in: ["é", "-"], notIn: ["a"]),
        Case(
            #"^\s$"#, in: [" ", "\t", "\u{A0}", "\u{FEFF}", "\u{2003}", "\u{2028}", "\u{B}"],
            notIn: ["\u{200B}", "\u{85}", "a"]),
        Case(#"^\S$"#, in: ["\u{200B}", "a"], notIn: [" ", "\u{A0}"]),
        Case(#"^[\s\d]$"#, in: ["\u{2003}", "5"], notIn: ["a"]),
        Case(#"^[^\s]$"#, in: ["a"], notIn: ["\u{FEFF}"]),
        Case(#"^[\S]$"#, in: ["a", "\u{10FFFF}"], notIn: [" ", "\u{3000}"]),
        Case(#"^\v$"#, in: ["\u{B}"], notIn: ["\n", "v"]), Case(#"^[\b]$"#, in: ["\u{8}"], notIn: ["b"]),
        Case(#"\bfoo\b"#, in: ["a foo b"], notIn: ["food"]),
        Case("^(a)|b(?:c)$", in: ["a", "bc"], notIn: ["b"]),
        Case("^(?=.*\\d)(?!x).+$", in: ["a1"], notIn: ["x1", "ab"]),
        Case("(?<=a)b(?<!cb)", in: ["ab"], notIn: ["b"]),
        Case(#"^(?<y>\d{2})-\k<y>$"#, in: ["12-12"], notIn: ["12-13"]),
        Case(#"^(a)?\1b$"#, in: ["aab", "b"], notIn: ["ab"]),
        Case("^a{2,3}$", in: ["aa", "aaa"], notIn: ["a", "aaaa"]),
        Case("^a{2}?b*?$", in: ["aab"], notIn: ["ab"]), Case("^a{,2}$", in: ["a{,2}"], notIn: ["aa"]),
        Case("^{}]$", in: ["{}]"], notIn: [""]), Case("^[[:alpha:]]$", in: ["a]", "[]", ":]"], notIn: ["b"]),
        Case("^[a-c-e]$", in: ["b", "-", "e"], notIn: ["d"]),
        Case(#"^[\w-]$"#, in: ["-", "a"], notIn: ["."]),
        Case(#"^[\d-z]$"#, in: ["-", "z", "5"], notIn: ["a"]),
        Case(#"^[\]\\^-]$"#, in: ["]", "\\", "^", "-"], notIn: ["a"]),
        Case(##"^\/\-\.\"\@\#$"##, in: [#"/-."@#"#], notIn: ["/"]), Case("#", in: ["#"], notIn: ["a"]),
        Case("", in: ["", "a"], notIn: []), Case("é+", in: ["ééé"], notIn: ["e\u{301}"]),
        Case("^🐲*$", in: ["", "🐲🐲"], notIn: ["🐉"]), Case("(a|ab)(c|bcd)(d*)$", in: ["abcd"], notIn: ["abce"]),
    ]

    @Test(arguments: meanings)
    func `a pattern finds what ECMA-262 says it finds`(_ testCase: Case) throws {
        let schema = try Schema(compiling: ["pattern": .string(testCase.pattern)])
        for text in testCase.found { #expect(try schema.accepts(.string(text)), "\(text)") }
        for text in testCase.notFound { #expect(try !schema.accepts(.string(text)), "\(text)") }
    }

    static let faults = [
        "(", ")", "[", "[a", "a**", "a++", "*", "+a", "?", "^*", "(?:+)", "{1}", "a{2,1}", "(?", "(?P<a>b)",
        "(?>a)", "(?#x)", "(*FAIL)", "(?i)a", "(?R)", "(?1)",
        #"\"#, #"\Z"#, #"\A"#, #"\a"#, #"\Q"#, #"\K"#, #"\C"#, #"\R"#, #"\h"#, #"\_"#, #"\é"#, #"\u12"#,
        #"\u{}"#, #"\u{110000}"#, #"\u{zz}"#, #"\ud800"#, #"\udc00\ud800"#, #"\x4"#, #"\c1"#, #"\01"#,
        #"\1"#, #"\k<a>"#, #"(?<1>a)"#, #"(?<>a)"#, #"\p"#, #"\pL"#, #"\p{}"#, #"\p{Nonsense}"#, #"\p{a=b}"#,
        #"\p{^L}"#, "[b-a]", #"[\"#, #"[\Z]"#,
    ]

    @Test(arguments: faults)
    func `what ECMA-262 does not know is refused`(_ pattern: String) {
        let error = #expect(throws: SchemaError.self) { try Schema(compiling: ["pattern": .string(pattern)]) }
        #expect(error?.code == "schema_invalid_pattern")
    }

    @Test(arguments: ["^(a+)+$", "(a|aa)+$", "^(.*)*x$", "(x+x+)+y", "^([a-z]+)*[0-9]$", "a.*b.*c.*d.*e.*f$"])
    func `a pattern that runs away is given up by name`(_ pattern: String) throws {
        let schema = try Schema(compiling: ["pattern": .string(pattern)])
        let text = String(repeating: "a", count: 5_000) + String(repeating: "xabcde", count: 500) + "!"
        do throws(SchemaError) {
            let isAccepted = try schema.accepts(.string(text))
            #expect(!isAccepted)
        } catch {
            #expect(error == .patternWork(pattern: pattern, limit: SchemaLimits().patternSteps))
        }
    }

    @Test func `the work of many searches counts as work of the validation`() throws {
        let schema = try Schema(#"{"contains":{"pattern":"^(a+)+$"}}"#)
        // Each search stays within its own limit.
        let element = JSONValue.string(String(repeating: "a", count: 14) + "!")
        let error = #expect(throws: SchemaError.self) {
            try schema.accepts(.array(Array(repeating: element, count: 5_000)))
        }
        #expect(error?.code == "schema_validation_work")
    }

    @Test func `an ordinary pattern searches a long text`() throws {
        let schema = try Schema(#"{"pattern":"needle[0-9]$"}"#)
        #expect(try schema.accepts(.string(String(repeating: "hay ", count: 100_000) + "needle5")))
    }

    @Test func `a pattern longer than the limit is refused`() {
        #expect(throws: SchemaError.self) {
            try Schema(compiling: ["pattern": .string(String(repeating: "a", count: 20_000))])
        }
        #expect(throws: SchemaError.self) {
            try Schema(compiling: [
                "pattern": .string(
                    String(repeating: "(", count: 8_000) + String(repeating: ")", count: 8_000))
            ])
        }
    }
}
