// SPDX-License-Identifier: Apache-2.0

import JSON
import Testing

@Suite struct JSONScannerTests {
    /// Where the value ends, or the fault, with the text fed in chunks of `size` bytes.
    private func scan(
        _ text: String, size: Int, tolerating tolerance: JSONScanner.Tolerance = []
    ) -> (tokens: [JSONScanner.Token], end: Int, isComplete: Bool) {
        var scanner = JSONScanner(tolerating: tolerance)
        let bytes = Array(text.utf8)
        var tokens: [JSONScanner.Token] = []
        var start = 0
        while start < bytes.count {
            let chunk = Array(bytes[start..<min(bytes.count, start + size)])
            var index = 0
            while index < chunk.count, !scanner.isComplete {
                let token = scanner.next(in: chunk.span, at: &index)
                if token != .needsMore { tokens.append(token) }
                if case .fault = token { return (tokens, start + index, false) }
            }
            if scanner.isComplete { return (tokens, start + index, true) }
            start += chunk.count
        }
        return (tokens, bytes.count, scanner.isComplete)
    }

    @Test(arguments: [
        ("{}rest", 2), ("[1, {\"a\": [true, null]}] x", 24), (#"{"a":"}\"\u00e9"} "#, 17), ("-1.5e+3,", 7),
        ("\"x\"y", 3),
        ("  {\n}\n", 5),
    ])
    func `the value ends where it ends, in every cut`(_ text: String, _ end: Int) {
        for size in 1...8 {
            let result = scan(text, size: size)
            #expect(result.isComplete)
            #expect(result.end == end)
            #expect(result.tokens == scan(text, size: 64).tokens)
        }
    }

    @Test(arguments: [
        ("{a", 1), ("[1,]", 3), ("{\"a\" 1}", 5), ("{'a'", 1), ("[01", 2), ("[tru]", 4), ("[\"\n\"]", 2),
        ("[\"\\x\"]", 3),
        ("}", 0), ("[1}", 2), ("{\"a\":1,}", 7), ("[-]", 2), ("[True]", 1), ("[\"\\u00g0\"]", 6),
    ])
    func `a byte that cannot stand there is a fault at its place`(_ text: String, _ place: Int) {
        for size in 1...4 {
            let result = scan(text, size: size)
            #expect(!result.isComplete)
            #expect(result.end == place)
        }
    }

    @Test(arguments: [
        ("[\"\n\"]", JSONScanner.Tolerance.controlCharacters), ("[1,]", .trailingCommas),
        ("{\"a\":1,}", .trailingCommas),
        ("[True, False, None]", .pythonLiterals), ("['it\\'s']", .singleQuotes), ("{a_1: 2}", .bareNames),
    ])
    func `a tolerated fault is passed over and noted`(_ text: String, _ fault: JSONScanner.Tolerance) {
        var scanner = JSONScanner(tolerating: .all)
        let bytes = Array(text.utf8)
        var index = 0
        while index < bytes.count, !scanner.isComplete { _ = scanner.next(in: bytes.span, at: &index) }
        #expect(scanner.isComplete)
        #expect(scanner.irregularities == fault)
        #expect(!scan(text, size: 64).isComplete)
    }

    @Test func `nesting is followed to its limit and no further`() {
        let deepest = String(repeating: "[", count: JSONScanner.maximumDepth)
        #expect(scan(deepest + String(repeating: "]", count: 512), size: 7).isComplete)
        #expect(scan(deepest + "[", size: 7).tokens.last == .fault(.tooDeep))
    }

    @Test func `it says the same of every text as the reader`() {
        let texts = [
            "{}", "[]", "[1,2]", "{\"a\":{\"b\":[]}}", "nul", "[1 2]", "{\"a\"}", "[\"a\",\"b\"]", "[1.]",
            "[1e5]", "[.5]", "[+1]",
            "{\"a\":1,\"b\":2}", "[[[]]", "[]]", "\"\\ud83d\\ude00\"", "[\"\\/\"]", "[0.0]", "[-0]", "[00]",
        ]
        for text in texts {
            let isRead = (try? JSONValue(parsing: text)) != nil
            let result = scan(text, size: 3)
            #expect((result.isComplete && result.end == text.utf8.count) == isRead, "\(text)")
        }
    }
}
