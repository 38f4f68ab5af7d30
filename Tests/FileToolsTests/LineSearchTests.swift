// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import FileTools

@Suite struct LineSearchTests {
    static let patterns = [
        "a", "ab", "abc", "needle", "a*", "^", "$", "^$", "\\s", "\\s+$", "^\\s*b", "a\\s*b|b", "[^a]b",
        "[^x]+",
        "\\w+_init\\(", "x\\w*needle", "(ab|ba)+c", "a.?b", "\\bab\\b", "\\Bb", "a(?=b)", "a(?!b)", "(?<=a)b",
        "(?<!a)b", "a\\s*+$", "(?>a\\s*)b", "a++b", "\\Aa", "b\\z", "b\\Z", "a\\Kb", "(?s)a.b", "(?i)NEEDLE",
        "(a)\\1", "(?<n>b)\\k<n>", "a\\nb", "\\R", "[\\s\\S]b", "\\D\\n?", "\\x61b", "\\Qab\\E", "é", "É|ß",
        "[é]b",
        "\\p{Lu}", "(?:a|b){2,}", "(?x) a b # c", "(*ANYCRLF)a$", "a{2}", "needle|ab\\s*\\n\\s*a", "a{[}]b",
        "[\\c]x]ab", "a{,2}b", "a{b", "a{0}b", "[[:x]ab", "\\n",
        ".*b$",
    ]

    static let texts = [
        "", "\n", "\n\n", "a", "a\n", "ab\nb", "a\nb\n", "a \n\n b\nab", "\n\na\n", "abc\nxab\nba c\nabab\n",
        "a_init(\nfoo_init(x)\n_init\n", "xneedle\nneedle\nNeedle x needle\n", "a\r\nb\r\nab\r\n",
        "é\nÉb\naé b\nß\n",
        "aa\nbb\naabb\n", " a\n\tb\n", "b\na", "a{}b\na{b\n[b\nxab", "a\u{2028}b\nx\u{B}b\n",
        "x\n" + String(repeating: "ab\n", count: 7_000),
        String(repeating: "-", count: 80_000) + "ab\nb",
    ]

    /// Where the lines begin that match when each is a text of its own.
    private static func expected(_ text: String, _ pattern: CompiledPattern, _ room: PatternRoom) -> [Int] {
        var bytes = Array(text.utf8)
        guard let last = bytes.last else { return [] }
        if last == 10 { bytes.removeLast() }
        var starts: [Int] = []
        var start = 0
        for whole in bytes.split(separator: 10, omittingEmptySubsequences: false) {
            let line = Array(whole.last == 13 ? whole.dropLast() : whole)
            if case .match = pattern.search(line.span, from: 0, to: line.count, room) { starts.append(start) }
            start += whole.count + 1
        }
        return starts
    }

    @Test(arguments: LineSearchTests.patterns, [false, true])
    func `many lines at once give what each line gives`(_ text: String, _ ignoringCase: Bool) throws {
        let room = try #require(PatternRoom())
        let options: CompiledPattern.Options =
            ignoringCase ? [.lines, .unicode, .ignoringCase] : [.lines, .unicode]
        let plain = try CompiledPattern(text, options)
        var search = try #require(LineSearch(try LinePattern(text, ignoringCase: ignoringCase)))
        for subject in Self.texts {
            let bytes = Array(subject.utf8)
            for isASCII in Set([false, bytes.allSatisfy { $0 < 0x80 }]) {
                var found: [Int] = []
                let ending = search.search(
                    bytes.span, 0..<bytes.count, isASCII: isASCII, isStopped: { false }
                ) { found.append($0.line.lowerBound) }
                #expect(ending == .complete)
                #expect(
                    found == Self.expected(subject, plain, room), "\(subject.prefix(40).debugDescription)")
            }
        }
        #expect(search.costlyLines == 0)
    }

    @Test func `shapes are told`() {
        let shapes: [(pattern: String, literal: String, isPlain: Bool)] = [
            ("needle", "needle", true), ("\\w+_init\\(", "_init(", true), ("ab?cde", "cde", true),
            ("ab*", "a", true), ("foo|barbaz", "", true), ("(foo)+bar", "bar", true), ("a\\.b", "a.b", true),
            ("[abc]def[xyz]", "def", true), ("a++b", "a", false), ("ab(?=c)d", "ab", false),
            ("(?i)abc", "", false),
            ("x{2,3}yz", "yz", true), ("[]abc]de", "de", true), ("[[:alpha:]]ok", "ok", true),
            ("\\p{Lu}abc", "abc", true), ("\\x41bc", "bc", true), ("\\x{41}bc", "bc", true),
            ("\\Qa", "", false),
            ("äbc", "bc", true), ("\\bword\\b", "word", true), ("(?<name>a)bcd", "bcd", true),
            ("(a|b)", "", true), ("a{[}]xyz", "", false), ("[\\c]x]yz", "", false), ("a{0,3}bc", "bc", true),
            ("(?|a|b)cd", "", false), ("(*UTF)ab", "", false),
        ]
        for (pattern, literal, isPlain) in shapes {
            let shape = PatternShape(pattern)
            #expect(String(decoding: shape.literal, as: UTF8.self) == literal, "\(pattern)")
            #expect(shape.isPlain == isPlain, "\(pattern)")
        }
    }
}
