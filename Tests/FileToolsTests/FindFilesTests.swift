// SPDX-License-Identifier: Apache-2.0

import Foundation
import JSON
import SandboxFiles
import Testing
import ToolKit

@testable import FileTools

@Suite struct FindFilesTests {
    private static func furnished() throws -> TemporarySandbox {
        let sandbox = try TemporarySandbox()
        try sandbox.folder("docs/old-docs/deep")
        for name in [
            "README.md", "a.txt", "docs/b.TXT", "docs/old-docs/c.txt", "docs/old-docs/deep/d.txt.bak",
        ] {
            try sandbox.file(name)
        }
        try sandbox.link("docs/e.txt", to: "../a.txt")
        return sandbox
    }

    static let searches: [(arguments: JSONObject, paths: [String])] = [
        (["pattern": "\\.txt$"], ["a.txt", "docs/b.TXT", "docs/e.txt", "docs/old-docs/c.txt"]),
        (
            ["pattern": "txt"],
            ["a.txt", "docs/b.TXT", "docs/e.txt", "docs/old-docs/c.txt", "docs/old-docs/deep/d.txt.bak"]
        ),
        (["pattern": "txt", "maxDepth": 1], ["a.txt"]),
        (["pattern": "txt", "maxDepth": 2], ["a.txt", "docs/b.TXT", "docs/e.txt"]),
        (["pattern": "txt", "directory": "docs", "maxDepth": 1], ["docs/b.TXT", "docs/e.txt"]),
        (["pattern": "doc"], []),
        (["pattern": "doc", "includeDirectories": true], ["docs/", "docs/old-docs/"]),
        (["pattern": "^readme"], ["README.md"]),
        (["pattern": "^.\\.txt$", "directory": "docs/old-docs"], ["docs/old-docs/c.txt"]),
    ]

    @Test(arguments: FindFilesTests.searches.map(\.arguments))
    func `names are found`(_ arguments: JSONObject) throws {
        let expected = try #require(Self.searches.first { $0.arguments == arguments }).paths
        let output = try Self.furnished().call("findFiles", arguments)
        let lines = output.text.split(separator: "\n").map(String.init)
        #expect(lines.filter { !$0.hasPrefix("(") } == expected)
        #expect(output.structured?["total"] == JSONValue(expected.count))
    }

    @Test func `nothing found says so, and what the pattern is held against`() throws {
        let sandbox = try Self.furnished()
        #expect(
            try sandbox.call("findFiles", ["pattern": "docs/.*txt"]).text
                == "(none of 9 names in '.' matches 'docs/.*txt')\n(the pattern is held against names, not paths)"
        )
        #expect(
            try sandbox.refusal("findFiles", ["pattern": "a", "directory": "a.txt"]).reason == .notFolder)
        #expect(
            try sandbox.refusal("findFiles", ["pattern": "a", "directory": "doc"]).text.contains(
                "nearest: docs"))
    }

    @Test func `what goes over the limit is counted`() throws {
        let sandbox = try TemporarySandbox()
        for index in 100..<400 { try sandbox.file("f\(index)") }
        let output = try sandbox.call("findFiles", ["pattern": "^f", "maxResults": 10])
        #expect(output.text.hasPrefix("f100\nf101\n"))
        #expect(
            output.text.hasSuffix(
                "f109\n(10 of 300 paths, 290 left out; narrow the pattern or the directory, or raise maxResults)"
            ))
        #expect(output.structured?["leftOut"] == 290)
    }

    @Test func `odd names are found and shown on one line`() throws {
        let sandbox = try TemporarySandbox()
        try sandbox.file("two\nlines.txt")
        try sandbox.file("ÄÖÜ.txt")
        let bytes = Array((sandbox.path + "/").utf8CString.dropLast()) + [CChar(bitPattern: 0xFF), 0]
        let descriptor = open(bytes, O_CREAT | O_WRONLY, 0o600)
        try #require(descriptor >= 0)
        close(descriptor)
        #expect(try sandbox.call("findFiles", ["pattern": "lines"]).text == "two\\u{A}lines.txt")
        #expect(try sandbox.call("findFiles", ["pattern": "äöü"]).text == "ÄÖÜ.txt")
        #expect(try sandbox.call("findFiles", ["pattern": "."]).structured?["total"] == 3)
    }

    @Test func `many folders are searched whole`() throws {
        let sandbox = try TemporarySandbox()
        var expected: [String] = []
        for outer in 10..<40 {
            for inner in 10..<20 {
                try sandbox.folder("\(outer)/\(inner)")
                try sandbox.file("\(outer)/\(inner)/leaf")
                expected.append("\(outer)/\(inner)/leaf")
            }
        }
        let output = try sandbox.call("findFiles", ["pattern": "leaf"])
        #expect(output.text == expected.joined(separator: "\n"))
    }

    @Test func `a folder that cannot be read is counted`() throws {
        // Root may read any folder.
        guard geteuid() != 0 else { return }
        let sandbox = try Self.furnished()
        try #require(chmod(sandbox.path + "/docs", 0) == 0)
        defer { chmod(sandbox.path + "/docs", 0o755) }
        #expect(
            try sandbox.call("findFiles", ["pattern": "txt"]).text
                == "a.txt\n(1 folders could not be read)")
    }
}
