// SPDX-License-Identifier: Apache-2.0

import Foundation
import JSON
import SandboxFiles
import Testing
import ToolKit

@testable import FileTools

@Suite struct ListFilesTests {
    @Test func `names come one a line, sorted by their bytes, folders with a slash`() throws {
        let sandbox = try TemporarySandbox()
        for name in ["b.txt", "a.txt", "Z.txt", "ä.txt", ".hidden", "a-b", "10", "9"] {
            try sandbox.file(name)
        }
        try sandbox.folder("a")
        let text = try sandbox.call("listFiles", ["path": "."]).text
        #expect(text == ".hidden\n10\n9\nZ.txt\na/\na-b\na.txt\nb.txt\nä.txt")
        #expect(try sandbox.call("listFiles", [:]).text == text)
    }

    @Test func `entries carry type, size, time and the path for the next call`() throws {
        let sandbox = try TemporarySandbox()
        try sandbox.folder("docs")
        try sandbox.file("docs/a.txt", "12345")
        try sandbox.link("docs/l", to: "a.txt")
        let answer = try #require(try sandbox.call("listFiles", ["path": "docs/"]).structured)
        let entries = try #require(answer["entries"]?.array)
        #expect(entries.map { $0["name"] } == ["a.txt", "l"])
        #expect(entries.map { $0["path"] } == ["docs/a.txt", "docs/l"])
        #expect(entries.map { $0["type"] } == ["file", "link"])
        #expect(entries[0]["size"] == 5)
        #expect(
            try #require(entries[0]["modified"]?.string).wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/)
                != nil)
        #expect(answer["total"] == 2)
        #expect(answer["leftOut"] == 0)
        #expect(answer["nextOffset"] == nil)
    }

    @Test func `recursive listings give paths relative to the folder`() throws {
        let sandbox = try TemporarySandbox()
        try sandbox.folder("top/one/two")
        try sandbox.file("top/one/two/deep.txt")
        try sandbox.file("top/one-more.txt")
        let output = try sandbox.call("listFiles", ["path": "top", "recursive": true])
        #expect(output.text == "one/\none-more.txt\none/two/\none/two/deep.txt")
        let paths = output.structured?["entries"]?.array?.compactMap { $0["path"]?.string }
        #expect(paths == ["top/one", "top/one-more.txt", "top/one/two", "top/one/two/deep.txt"])
        #expect(try sandbox.call("listFiles", ["path": "top"]).text == "one/\none-more.txt")
    }

    @Test func `a large folder comes in pages that say what is left out`() throws {
        let sandbox = try TemporarySandbox()
        let folder = sandbox.path
        for index in 0..<2_500 {
            let descriptor = open("\(folder)/\(10_000 + index)", O_CREAT | O_WRONLY, 0o600)
            try #require(descriptor >= 0)
            close(descriptor)
        }
        let first = try sandbox.call("listFiles", [:])
        let lines = first.text.split(separator: "\n")
        #expect(lines.count == 1_001)
        #expect(lines.last == "(1000 of 2500 names, 1500 left out; continue with offset 1000)")
        #expect(first.structured?["leftOut"] == 1_500)
        var names: [String] = []
        var offset: Int? = 0
        while let start = offset {
            let page = try #require(
                try sandbox.call("listFiles", ["offset": JSONValue(start), "limit": 700]).structured)
            names += page["entries"]?.array?.compactMap { $0["name"]?.string } ?? []
            offset = page["nextOffset"]?.int
        }
        #expect(names == (0..<2_500).map { String(10_000 + $0) })
        #expect(
            try sandbox.call("listFiles", ["offset": 2_500]).text.hasPrefix("(no names from this offset on"))
    }

    @Test func `a hundred thousand names come in pages`() throws {
        let sandbox = try TemporarySandbox()
        let count = 100_000
        // Links cost the least to make.
        for index in 0..<count {
            try #require(symlink("x", "\(sandbox.path)/\(count + index)") == 0)
        }
        let tool = try #require(Plugin.fileTools["listFiles"])
        let output = try tool.call(
            ["offset": 54_321, "limit": 10], context: .testing(sandbox: sandbox.path))
        let names = output.text.split(separator: "\n").map(String.init)
        #expect(names.dropLast() == (0..<10).map { String(count + 54_321 + $0) }[...])
        #expect(names.last == "(10 of 100000 names, 45669 left out; continue with offset 54331)")
        #expect(output.structured?["total"] == 100_000)
    }

    @Test func `an empty folder says so`() throws {
        let output = try TemporarySandbox().call("listFiles", [:])
        #expect(output.text == "(the folder '.' is empty)")
        #expect(output.structured?["entries"] == [])
    }

    @Test func `hostile names stay on their line`() throws {
        let sandbox = try TemporarySandbox()
        try sandbox.file("a\nb.txt")
        try sandbox.file("c\u{202E}txt.exe")
        let output = try sandbox.call("listFiles", [:])
        #expect(output.text == "a\\u{A}b.txt\nc\\u{202E}txt.exe")
        #expect(output.structured?["entries"]?.array?.first?["name"] == "a\nb.txt")
        #expect(try sandbox.call("files", ["path": "a\nb.txt"]).text == "text")
    }

    @Test func `names that are not UTF-8 are listed and counted`() throws {
        let sandbox = try TemporarySandbox()
        let bytes = Array((sandbox.path + "/").utf8CString.dropLast()) + [CChar(bitPattern: 0xFF), 0]
        let descriptor = open(bytes, O_CREAT | O_WRONLY, 0o600)
        try #require(descriptor >= 0)
        close(descriptor)
        #expect(try sandbox.call("listFiles", [:]).text.hasPrefix("\u{FFFD}\n(names that are not UTF-8"))
    }

    @Test func `a file is no folder`() throws {
        let sandbox = try TemporarySandbox()
        try sandbox.file("notes.txt")
        let error = try sandbox.refusal("listFiles", ["path": "notes.txt"])
        #expect(
            error.text
                == "'notes.txt' is a file, not a folder. "
                + "Use files to read it, or getFileInfo for its size and times."
        )
    }

    @Test func `a cancelled listing stops`() throws {
        let sandbox = try TemporarySandbox()
        try sandbox.folder("a/b")
        let tool = try #require(Plugin.fileTools["listFiles"])
        #expect(throws: CancellationError.self) {
            try tool.call(
                ["recursive": true], context: .testing(sandbox: sandbox.path, isCancelled: { true }))
        }
    }
}
