// SPDX-License-Identifier: Apache-2.0

import Foundation
import JSON
import SandboxFiles
import Testing
import ToolKit

@testable import FileTools

@Suite struct GrepTests {
    private static func furnished() throws -> TemporarySandbox {
        let sandbox = try TemporarySandbox()
        try sandbox.folder("src/deep")
        try sandbox.file("notes.txt", "Buy milk\nbuy bread\nsell nothing\n\nBuyer beware\n")
        try sandbox.file("src/one.c", "int buy(void);\nint sell(void);\n")
        try sandbox.file("src/deep/two.c", "/* nothing to\r\nbuy here */\r\n")
        try sandbox.file(
            "src/picture.png",
            bytes: Array("\u{89}PNG\r\n\u{1A}\n".unicodeScalars.map { UInt8($0.value) }) + [0]
                + Array("buy\n".utf8))
        try sandbox.link("src/link.c", to: "one.c")
        return sandbox
    }

    @Test func `lines of a file come with their numbers`() throws {
        let sandbox = try Self.furnished()
        let output = try sandbox.call("grep", ["pattern": "buy", "path": "notes.txt"])
        #expect(output.text == "1:Buy milk\n2:buy bread\n5:Buyer beware")
        #expect(
            output.structured?["matches"]?.array?.last
                == ["path": "notes.txt", "line": 5, "text": "Buyer beware"])
        #expect(output.structured?["matchingLines"] == 3)
    }

    @Test func `lines in a folder come with their paths, in the order of the paths`() throws {
        let sandbox = try Self.furnished()
        let output = try sandbox.call("grep", ["pattern": "buy", "path": "."])
        #expect(
            output.text == """
                notes.txt:1:Buy milk
                notes.txt:2:buy bread
                notes.txt:5:Buyer beware
                src/deep/two.c:2:buy here */
                src/one.c:1:int buy(void);
                (not searched, being no text: 1 file)
                """)
        #expect(output.structured?["filesSearched"] == 3)
        #expect(output.structured?["filesMatched"] == 3)
        #expect(output.structured?["binaryFiles"] == 1)
        #expect(try sandbox.call("grep", ["pattern": "buy"]).text == output.text)
        #expect(
            try sandbox.call("grep", ["pattern": "buy", "path": "src/", "recursive": false]).text
                == "src/one.c:1:int buy(void);\n(not searched, being no text: 1 file)")
    }

    static let choices: [(arguments: JSONObject, lines: [Int])] = [
        (["pattern": "buy", "caseSensitive": true], [2]),
        (["pattern": "buy", "wholeWord": true], [1, 2]),
        (["pattern": "BUY|sell"], [1, 2, 3, 5]),
        (["pattern": "^$"], [4]),
        (["pattern": "g$"], [3]),
        (["pattern": "^b.*d$"], [2]),
        (["pattern": "milk\\nbuy"], []),
        (["pattern": "k\\s*b"], []),
        (["pattern": "y(?= b)"], [2]),
        (["pattern": "(?<!e)r b"], [] as [Int]),
        (["pattern": "(?-i)Buy"], [1, 5]),
        (["pattern": "(?x) buy # what", "wholeWord": true], [1, 2]),
        (["pattern": "\\Qbuy", "wholeWord": true], [1, 2]),
        (["pattern": "[[:upper:]]\\w{4}", "caseSensitive": true], [5]),
        (["pattern": ""], []),
    ]

    @Test(arguments: GrepTests.choices.dropLast().map(\.arguments))
    func `the pattern means what it says`(_ arguments: JSONObject) throws {
        let expected = try #require(Self.choices.first { $0.arguments == arguments }).lines
        var arguments = arguments
        arguments["path"] = "notes.txt"
        let matches = try #require(
            try Self.furnished().call("grep", arguments).structured?["matches"]?.array)
        #expect(matches.compactMap { $0["line"]?.int } == expected)
    }

    @Test func `lines around matches are shown once, gaps are marked`() throws {
        let sandbox = try TemporarySandbox()
        try sandbox.file(
            "t.txt",
            (1...12).map { $0 % 5 == 2 || $0 == 3 ? "hit \($0)" : "line \($0)" }.joined(separator: "\n"))
        let output = try sandbox.call("grep", ["pattern": "hit", "path": "t.txt", "context": 1])
        #expect(
            output.text == """
                1-line 1
                2:hit 2
                3:hit 3
                4-line 4
                --
                6-line 6
                7:hit 7
                8-line 8
                --
                11-line 11
                12:hit 12
                """)
        #expect(output.structured?["matches"]?.array?[1]["before"] == ["hit 2"])
        #expect(output.structured?["matches"]?.array?[1]["after"] == ["line 4"])
        try sandbox.folder("more")
        try sandbox.file("more/u.txt", "a\nhit\nb")
        let folder = try sandbox.call("grep", ["pattern": "^hit$", "context": 5])
        #expect(folder.text == "more/u.txt-1-a\nmore/u.txt:2:hit\nmore/u.txt-3-b")
    }

    @Test func `what goes over the limit is counted, and the first paths win`() throws {
        let sandbox = try TemporarySandbox()
        for index in 10..<60 {
            try sandbox.file("f\(index).txt", String(repeating: "word\n", count: 10))
        }
        let output = try sandbox.call("grep", ["pattern": "word", "maxResults": 25])
        let lines = output.text.split(separator: "\n")
        #expect(lines.count == 26)
        #expect(lines[24] == "f12.txt:5:word")
        #expect(
            lines[25]
                == "(25 of 500 matching lines, 475 left out; narrow the pattern or the path, or raise maxResults)"
        )
        #expect(output.structured?["leftOut"] == 475)
        #expect(output.structured?["filesMatched"] == 50)
        #expect(try sandbox.call("grep", ["pattern": "word"]).structured?["matches"]?.array?.count == 200)
    }

    @Test func `an answer stays small whatever the lines are`() throws {
        let sandbox = try TemporarySandbox()
        let line = String(repeating: "ä", count: 300) + "needle" + String(repeating: "z", count: 5_000)
        try sandbox.file("wide.txt", String(repeating: line + "\n", count: 2_000))
        let output = try sandbox.call("grep", ["pattern": "needle", "maxResults": 10_000])
        #expect(output.text.utf8.count < 300_000)
        let matches = try #require(output.structured?["matches"]?.array)
        #expect(output.structured?["leftOut"] == JSONValue(2_000 - matches.count))
        let text = try #require(matches.first?["text"]?.string)
        #expect(text.hasPrefix("…ä"))
        #expect(text.contains("needlezz"))
        #expect(text.hasSuffix("z…"))
        #expect(text.utf8.count <= 506)
    }

    @Test func `text is found in every encoding`() throws {
        let sandbox = try TemporarySandbox()
        let text = "eins\nzwei Bücher\ndrei\n"
        try sandbox.file("utf8.txt", text)
        try sandbox.file("mark.txt", bytes: [0xEF, 0xBB, 0xBF] + Array(text.utf8))
        for encoding in [TextEncoding.utf16LittleEndian, .utf16BigEndian, .latin1] {
            let mark: [UInt8] =
                encoding == .utf16LittleEndian
                ? [0xFF, 0xFE] : encoding == .utf16BigEndian ? [0xFE, 0xFF] : []
            try sandbox.file("\(encoding.rawValue).txt", bytes: mark + (try #require(encoding.encode(text))))
        }
        let output = try sandbox.call("grep", ["pattern": "BÜCHER", "context": 1])
        let matches = try #require(output.structured?["matches"]?.array)
        #expect(matches.count == 5)
        for match in matches {
            #expect(match["line"] == 2)
            #expect(match["text"] == "zwei Bücher")
            #expect(match["before"] == ["eins"])
            #expect(match["after"] == ["drei"])
        }
        #expect(try sandbox.call("grep", ["pattern": "^eins"]).structured?["matchingLines"] == 5)
        #expect(try sandbox.call("grep", ["pattern": "\\bB\\w{5}\\b"]).structured?["matchingLines"] == 5)
    }

    @Test func `a text is searched up to the place where it stops being one`() throws {
        let sandbox = try TemporarySandbox()
        let text = Array(String(repeating: "0123456789abcde\n", count: 6_000).utf8)
        try sandbox.file("log.txt", bytes: text + [0] + text)
        let output = try sandbox.call("grep", ["pattern": "cde$", "path": "log.txt", "maxResults": 1])
        #expect(output.structured?["matchingLines"] == 6_000)
        #expect(output.structured?["binaryFiles"] == 0)
        #expect(output.structured?["partialFiles"] == 1)
        #expect(
            try sandbox.call("grep", ["pattern": "zebra", "path": "log.txt"]).text
                == "(no line in 'log.txt' matches 'zebra')\n(searched up to a NUL byte: 1 file)")
    }

    @Test func `a binary file by itself is refused with its type`() throws {
        let error = try Self.furnished().refusal("grep", ["pattern": "buy", "path": "src/picture.png"])
        #expect(error.reason == .binaryFile)
        #expect(error.text.contains("image/png"))
    }

    @Test func `nothing found says where nothing was`() throws {
        let sandbox = try Self.furnished()
        #expect(
            try sandbox.call("grep", ["pattern": "zebra", "path": "notes.txt"]).text
                == "(no line in 'notes.txt' matches 'zebra')")
        #expect(
            try sandbox.call("grep", ["pattern": "zebra", "path": "src/deep"]).text
                == "(no line in the 1 file of 'src/deep' matches 'zebra')")
        try sandbox.folder("empty")
        try sandbox.file("void.txt", "")
        #expect(try sandbox.call("grep", ["pattern": "", "path": "empty"]).structured?["filesSearched"] == 0)
        #expect(
            try sandbox.call("grep", ["pattern": "^", "path": "void.txt"]).structured?["matchingLines"] == 0)
        #expect(
            try sandbox.refusal("grep", ["pattern": "x", "path": "note.txt"]).text.contains(
                "nearest: notes.txt"))
    }

    static let badPatterns: [(pattern: String, hint: String)] = [
        ("*.txt", "\\.txt$"), ("foo(", "put a \\ before"), ("[a-", "put a \\ before"), ("\\", "put a \\"),
        ("a{2,1}", "put a \\"), ("(?<n>a)(?<n>b)", "same name"), ("\\p{Nonsense}", "unknown property"),
        ("\\C", "disabled"),
    ]

    @Test(arguments: GrepTests.badPatterns.map(\.pattern))
    func `a pattern that is none is explained`(_ pattern: String) throws {
        let sandbox = try Self.furnished()
        let hint = try #require(Self.badPatterns.first { $0.pattern == pattern }).hint
        for tool in ["grep", "findFiles"] {
            let error = try sandbox.refusal(tool, ["pattern": .string(pattern)])
            #expect(error.reason == .invalidPattern)
            #expect(error.text.contains("at character"))
            #expect(error.text.contains(hint), "\(error.text)")
        }
    }

    @Test(arguments: ["(a+)+$", "(a|a)*$", "(a*)*b", "(.*)*(.*)*(.*)*x", "((a+)(a+))+$", "(?>(a+)+)+b"])
    func `a pattern that would take for ever is given up`(_ pattern: String) throws {
        let sandbox = try TemporarySandbox()
        try sandbox.file("evil.txt", "fine b\n" + String(repeating: "a", count: 200) + "!\nalso fine: ab\n")
        let output = try sandbox.call("grep", ["pattern": .string(pattern), "path": "evil.txt"])
        let structured = try #require(output.structured)
        // Whether the engine sees through the pattern or gives up on a line, the answer comes, and says which.
        let costly = try #require(structured["costlyLines"]?.int)
        #expect(costly <= 1)
        #expect(output.text.contains("takes too long") == (costly > 0))
    }

    @Test func `names of files narrow the search`() throws {
        let sandbox = try Self.furnished()
        let output = try sandbox.call("grep", ["pattern": "buy", "fileNames": "\\.C$"])
        #expect(output.text == "src/deep/two.c:2:buy here */\nsrc/one.c:1:int buy(void);")
        #expect(
            try sandbox.refusal("grep", ["pattern": "buy", "fileNames": "*.c"]).reason == .invalidPattern)
    }

    @Test func `a cancelled search ends`() throws {
        let sandbox = try Self.furnished()
        let tool = try #require(Plugin.fileTools["grep"])
        for path in ["notes.txt", "."] {
            #expect(throws: CancellationError.self) {
                try tool.call(
                    ["pattern": "buy", "path": .string(path)],
                    context: .testing(sandbox: sandbox.path, isCancelled: { true }))
            }
        }
    }

    @Test(arguments: ["grep", "findFiles"])
    func `when time is up, what was found is told`(_ name: String) throws {
        let sandbox = try Self.furnished()
        let tool = try #require(Plugin.fileTools[name])
        let output = try tool.call(
            ["pattern": "o"], context: .testing(sandbox: sandbox.path, deadline: .now - .seconds(1)))
        #expect(output.structured?["complete"] == false)
        #expect(output.text.contains("time was up"))
    }
}
