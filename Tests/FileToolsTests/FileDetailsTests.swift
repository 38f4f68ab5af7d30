// SPDX-License-Identifier: Apache-2.0

import Foundation
import JSON
import SandboxFiles
import Testing
import ToolKit

@testable import FileTools

@Suite struct FileDetailsTests {
    @Test func `a file is described`() throws {
        let sandbox = try TemporarySandbox()
        let place = try sandbox.file("example.txt", "Hello")
        try #require(chmod(place, 0o640) == 0)
        var times = [timeval(tv_sec: 1_000_000_000, tv_usec: 0), timeval(tv_sec: 1_700_000_000, tv_usec: 0)]
        try #require(utimes(place, &times) == 0)
        let output = try sandbox.call("getFileInfo", ["path": "example.txt"])
        let details = try #require(output.structured)
        #expect(details["path"] == "example.txt")
        #expect(details["type"] == "file")
        #expect(details["size"] == 5)
        #expect(details["accessed"] == "2001-09-09T01:46:40Z")
        #expect(details["modified"] == "2023-11-14T22:13:20Z")
        #expect(details["mode"] == "0640")
        #expect(details["mimeType"] == "text/plain")
        #expect(details["encoding"] == "utf-8")
        #expect(
            output.text.hasPrefix(
                "path: example.txt\ntype: file\nsize: 5 bytes\nmodified: 2023-11-14T22:13:20Z\n"))
    }

    @Test func `folders and links are described`() throws {
        let sandbox = try TemporarySandbox()
        try sandbox.folder("docs")
        try sandbox.link("there", to: "docs")
        let folder = try sandbox.call("getFileInfo", ["path": "docs"]).structured
        #expect(folder?["type"] == "folder")
        #expect(folder?["mimeType"] == "inode/directory")
        let link = try sandbox.call("getFileInfo", ["path": "there"]).structured
        #expect(link?["type"] == "folder")
        #expect(link?["linkTarget"] == "docs")
        #expect(try sandbox.call("getFileInfo", ["path": "."]).structured?["type"] == "folder")
    }

    static let types: [(name: String, text: String, type: String)] = [
        ("a.json", "{}", "application/json"), ("a.HTML", "<p>", "text/html"),
        ("a.md", "# A", "text/markdown"), ("a.csv", "a,b", "text/csv"),
        ("a.js", "1", "text/javascript"), ("a", "#!/bin/sh", "text/x-script"),
        ("a.unknown", "x", "text/plain"), ("empty", "", "text/plain"),
        ("a.docx", "PK\u{3}\u{4}", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("a.png", "no image", "text/plain"),
    ]

    @Test(arguments: FileDetailsTests.types)
    func `the MIME type comes from the contents first`(_ name: String, _ text: String, _ type: String) {
        #expect(MediaType(sample: Array(text.utf8), name: name).name == type)
    }

    static let times: [(Int64, String)] = [
        (0, "1970-01-01T00:00:00Z"), (-1, "1969-12-31T23:59:59Z"), (951_782_400, "2000-02-29T00:00:00Z"),
        (4_107_542_399, "2100-02-28T23:59:59Z"),
        (4_107_542_400, "2100-03-01T00:00:00Z"), (-2_208_988_800, "1900-01-01T00:00:00Z"),
        (253_402_300_799, "9999-12-31T23:59:59Z"),
    ]

    @Test(arguments: FileDetailsTests.times)
    func `times are written in UTC`(_ seconds: Int64, _ text: String) {
        #expect(UTCTime(seconds: seconds).text == text)
    }

    @Test func `a missing file says what to do`() throws {
        let sandbox = try TemporarySandbox()
        try sandbox.file("example.txt")
        #expect(
            try sandbox.refusal("getFileInfo", ["path": "exmaple.txt"]).text.contains("nearest: example.txt"))
    }
}
