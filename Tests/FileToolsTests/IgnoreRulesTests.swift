// SPDX-License-Identifier: Apache-2.0

import Foundation
import JSON
import Testing
import ToolKit

@testable import FileTools

@Suite struct IgnoreRulesTests {
    static let matches: [(glob: String, path: String, isMatch: Bool)] = [
        ("*.o", "a.o", true), ("*.o", "dir/a.o", true), ("*.o", "a.oo", false), ("/a.o", "dir/a.o", false),
        ("build/", "build", true), ("src/*.c", "src/a.c", true), ("src/*.c", "src/x/a.c", false),
        ("**/x", "x", true), ("**/x", "a/b/x", true), ("a/**/b", "a/b", true), ("a/**/b", "a/x/y/b", true),
        ("a/**", "a", false), ("a/**", "a/b/c", true), ("a**b/c", "axxb/c", true),
        ("a**b/c", "ax/xb/c", false),
        ("f?o", "foo", true), ("f?o", "f/o", false), ("[a-c]x", "bx", true), ("[!a-c]x", "bx", false),
        ("[]]x", "]x", true), ("[a", "[a", false), ("\\*x", "*x", true), ("\\*x", "ax", false),
        ("a*b*c", "aXbXbXc", true), ("a*b*c", "aXbXb", false), ("**/a*/**/b", "x/ay/z/w/b", true),
        ("[[:digit:]]*", "7up", true), ("[a\\]b]", "]", true), ("*", ".hidden", true),
    ]

    @Test func `globs mean what gitignore says`() throws {
        for (glob, path, isMatch) in Self.matches {
            let pattern = try #require(IgnorePattern(Array(glob.utf8)[...]))
            #expect(pattern.matches(Array(path.utf8)[...], isFolder: true) == isMatch, "\(glob) \(path)")
        }
    }

    @Test func `a hostile glob takes no time`() throws {
        let glob = String(repeating: "*a", count: 60) + "b"
        let pattern = try #require(IgnorePattern(Array(("**/" + glob + "/**/x").utf8)[...]))
        #expect(!pattern.matches(Array(String(repeating: "a", count: 2_000).utf8)[...], isFolder: false))
    }

    /// A tree with ignore files in several folders, and what is in it.
    private static func furnished() throws -> TemporarySandbox {
        let sandbox = try TemporarySandbox()
        let files = [
            "keep.txt", "a.log", "important.log", "src/a.c", "src/a.o", "src/gen/x.c", "src/gen/keep.c",
            "build/out.bin", "src/build/out.bin", "docs/deep/er/note.tmp", "docs/note.tmp", "space name.txt",
            "#hash", "!bang", "trailing ", "x/y/z/w.txt", "x/w.txt", "lib/foo/bar/baz.js", "lib/foo.js",
            "\u{E4}.txt",
            "inner/.gitkeep", "inner/only.me", "inner/a.log",
        ]
        for file in files {
            if let slash = file.lastIndex(of: "/") { try sandbox.folder(String(file[..<slash])) }
            try sandbox.file(file)
        }
        try sandbox.file(
            ".gitignore",
            """
            # a comment
            *.log
            !important.log
            /build/
            *.tmp
            \\#hash
            \\!bang
            trailing\\ \u{20}
            space name.txt\u{20}\u{20}
            x/**/w.txt
            lib/**
            !lib/foo.js
            \u{E4}.*

            """)
        try sandbox.file("src/.gitignore", "*.o\ngen/*\n!gen/keep.c\n")
        try sandbox.file("docs/.gitignore", "!*.tmp\n")
        try sandbox.file("docs/deep/.gitignore", "/er\n")
        return sandbox
    }

    @Test func `what is left out is what Git leaves out`() throws {
        let sandbox = try Self.furnished()
        try git(["init", "--quiet"], in: sandbox)
        let listed = try git(["ls-files", "-z", "--others", "--exclude-standard"], in: sandbox)
        let expected = listed.split(separator: "\0").map(String.init).sorted {
            $0.utf8.lexicographicallyPrecedes($1.utf8)
        }
        let output = try sandbox.call("findFiles", ["pattern": "^", "respectGitignore": true])
        let found = output.structured?["files"]?.array?.compactMap { $0["path"]?.string }
        #expect(found == expected)
        #expect(expected.count > 10)
        let everything = try sandbox.call("findFiles", ["pattern": "^[^.]"])
        #expect((everything.structured?["total"]?.int ?? 0) > expected.count)
    }

    @Test func `rules from above hold in the folder where a search begins`() throws {
        let sandbox = try Self.furnished()
        let output = try sandbox.call(
            "grep", ["pattern": "text", "path": "src", "respectGitignore": true])
        #expect(output.text == "src/a.c:1:text\nsrc/build/out.bin:1:text\nsrc/gen/keep.c:1:text")
    }

    @Test func `a repository inside keeps its own rules`() throws {
        let sandbox = try Self.furnished()
        try sandbox.folder("inner/.git")
        let found = try sandbox.call("findFiles", ["pattern": "\\.log$", "respectGitignore": true])
        #expect(found.text == "important.log\ninner/a.log")
        #expect(
            try sandbox.call("findFiles", ["pattern": "log", "directory": "inner", "respectGitignore": true])
                .text
                == "inner/a.log")
    }

    /// What Git prints, without anyone's settings.
    @discardableResult
    private func git(_ arguments: [String], in sandbox: TemporarySandbox) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["git", "-c", "core.excludesFile=/dev/null", "-C", sandbox.path] + arguments
        process.environment = [
            "PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": sandbox.outside, "GIT_CONFIG_NOSYSTEM": "1",
        ]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let bytes = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        return String(decoding: bytes, as: UTF8.self)
    }
}
