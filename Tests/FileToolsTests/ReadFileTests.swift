// SPDX-License-Identifier: Apache-2.0

import Foundation
import JSON
import SandboxFiles
import Testing
import ToolKit

@testable import FileTools

@Suite struct ReadFileTests {
    struct Encoded: Sendable, CustomTestStringConvertible {
        let name: String
        let bytes: [UInt8]
        let text: String
        var testDescription: String { name }
    }

    static let encodings = [
        Encoded(name: "utf-8", bytes: Array("naïve 🎈\n".utf8), text: "naïve 🎈\n"),
        Encoded(name: "utf-8", bytes: [0xEF, 0xBB, 0xBF] + Array("mark".utf8), text: "mark"),
        Encoded(
            name: "utf-16le", bytes: [0xFF, 0xFE, 0x61, 0, 0xE4, 0, 0x3C, 0xD8, 0x88, 0xDF], text: "aä🎈"),
        Encoded(
            name: "utf-16be", bytes: [0xFE, 0xFF, 0, 0x61, 0, 0xE4, 0xD8, 0x3C, 0xDF, 0x88], text: "aä🎈"),
        Encoded(name: "iso-8859-1", bytes: [0x63, 0x61, 0x66, 0xE9, 0x0A], text: "café\n"),
        Encoded(name: "windows-1252", bytes: [0x93, 0x61, 0x94, 0x20, 0x80], text: "“a” €"),
        Encoded(name: "utf-8", bytes: [], text: ""),
        Encoded(name: "utf-8", bytes: Array("a\r\n\tb\u{1B}[0m".utf8), text: "a\r\n\tb\u{1B}[0m"),
    ]

    @Test(arguments: ReadFileTests.encodings)
    func `text encodings are recognised`(_ sample: Encoded) throws {
        let sandbox = try TemporarySandbox()
        try sandbox.file("sample.txt", bytes: sample.bytes)
        let output = try sandbox.call("files", ["path": "sample.txt"])
        #expect(output.text == sample.text)
        #expect(output.structured?["content"] == .string(sample.text))
        #expect(output.structured?["encoding"] == .string(sample.name))
        #expect(output.structured?["size"] == JSONValue(sample.bytes.count))
        #expect(output.structured?["nextOffset"] == nil)
    }

    static let binaries: [(String, [UInt8])] = [
        ("image/png", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0]),
        ("image/jpeg", [0xFF, 0xD8, 0xFF, 0xE0]),
        ("application/pdf", Array("%PDF-1.7\n".utf8)), ("application/zip", [0x50, 0x4B, 3, 4]),
        ("application/gzip", [0x1F, 0x8B, 8, 0]),
        ("application/x-executable", [0x7F, 0x45, 0x4C, 0x46, 2]),
        ("image/webp", Array("RIFF1234WEBPVP8 ".utf8)),
        ("application/octet-stream", [1, 2, 3, 0, 5]), ("application/octet-stream", Array("text\0text".utf8)),
        ("application/octet-stream", [0xFF, 0xFE, 0, 0, 0x61, 0, 0, 0]),
        ("video/mp4", [0, 0, 0, 0x20] + Array("ftypisom".utf8)),
        ("application/x-tar", [UInt8](repeating: 0, count: 257) + Array("ustar".utf8)),
    ]

    @Test(arguments: ReadFileTests.binaries)
    func `a binary file is refused with its type`(_ type: String, _ bytes: [UInt8]) throws {
        let sandbox = try TemporarySandbox()
        try sandbox.file("thing", bytes: bytes)
        let error = try sandbox.refusal("files", ["path": "thing"])
        #expect(error.reason == .binaryFile)
        #expect(error.message.contains("its type is \(type), its size \(bytes.count) bytes"))
        #expect(try sandbox.call("getFileInfo", ["path": "thing"]).structured?["mimeType"] == .string(type))
    }

    /// A text of many lines in which each character of one to four bytes meets each page border somewhere.
    static let manyLines = (0..<3_000).map { "\($0) äß€🎈 line\n" }.joined()
    static let oneLine = (0..<9_000).map { "\($0)ä€🎈" }.joined()

    @Test(
        arguments: [TextEncoding.utf8, .utf16LittleEndian, .utf16BigEndian, .windows1252],
        [16, 17, 1_001, 30_000])
    func `pages joined are the file`(_ encoding: TextEncoding, _ limit: Int) throws {
        let sandbox = try TemporarySandbox()
        for (index, full) in [Self.manyLines, Self.oneLine].enumerated() {
            // Small pages of a whole file would take too many calls to prove more.
            let text = String(full.prefix(limit * 40)).replacing(
                "🎈", with: encoding == .windows1252 ? "é" : "🎈")
            let mark: [UInt8] =
                encoding == .utf16LittleEndian
                ? [0xFF, 0xFE] : encoding == .utf16BigEndian ? [0xFE, 0xFF] : []
            try sandbox.file("big.txt", bytes: mark + (try #require(encoding.encode(text))))
            var joined = ""
            var offset = 0
            var pages = 0
            while true {
                let output = try sandbox.call(
                    "files", ["path": "big.txt", "offset": JSONValue(offset), "limit": JSONValue(limit)])
                let page = try #require(output.structured)
                let content = try #require(page["content"]?.string)
                joined += content
                pages += 1
                guard let next = page["nextOffset"]?.int else { break }
                #expect(next > offset)
                #expect(output.text.hasSuffix("continue with offset \(next))"))
                if index == 0, limit > 1_000 { #expect(content.hasSuffix("\n")) }
                offset = next
            }
            #expect(joined == text)
            #expect(pages > 1)
        }
    }

    @Test func `every offset begins at a whole character`() throws {
        let sandbox = try TemporarySandbox()
        try sandbox.file("text.txt", "aä€🎈z")
        let expected = ["aä€🎈z", "ä€🎈z", "€🎈z", "€🎈z", "🎈z", "🎈z", "🎈z", "z", "z", "z", "z", ""]
        for (offset, text) in expected.enumerated() {
            #expect(
                try sandbox.call("files", ["path": "text.txt", "offset": JSONValue(offset)]).text == text)
        }
        let error = try sandbox.refusal("files", ["path": "text.txt", "offset": 12])
        #expect(error.text == "The offset 12 is past the end of 'text.txt', which has 11 bytes.")
    }

    @Test func `a page holds a quarter of a megabyte unless told otherwise`() throws {
        let sandbox = try TemporarySandbox()
        try sandbox.file("big.txt", String(repeating: "0123456789abcde\n", count: 40_000))
        let output = try sandbox.call("files", ["path": "big.txt"])
        #expect(output.text.hasSuffix("\n(bytes 0 to 262144 of 640000; continue with offset 262144)"))
        #expect(output.structured?["content"]?.string?.utf8.count == 262_144)
    }

    @Test func `plain ASCII at the start does not decide about the rest`() throws {
        let sandbox = try TemporarySandbox()
        try sandbox.file("late.txt", bytes: [UInt8](repeating: 0x61, count: 70_000) + [0xE9, 0x0A])
        let output = try sandbox.call("files", ["path": "late.txt"])
        #expect(output.text.hasSuffix("aé\n"))
        #expect(output.structured?["encoding"] == "iso-8859-1")
    }

    @Test func `a sparse file of four gigabytes is read at its end`() throws {
        let sandbox = try TemporarySandbox()
        let place = try sandbox.file("huge.txt", String(repeating: "x", count: 65_536))
        try #require(truncate(place, 4 << 30) == 0)
        let descriptor = open(place, O_WRONLY)
        try #require(pwrite(descriptor, "end", 3, (4 << 30) - 3) == 3)
        close(descriptor)
        #expect(
            try sandbox.call("files", ["path": "huge.txt", "offset": JSONValue((4 << 30) - 3)]).text == "end")
    }

    @Test func `a hole in a text is told, not shown`() throws {
        let sandbox = try TemporarySandbox()
        let text = [UInt8](repeating: 0x61, count: 70_000)
        try sandbox.file("log.txt", bytes: text + [UInt8](repeating: 0, count: 500) + Array("after".utf8))
        let output = try sandbox.call("files", ["path": "log.txt"])
        #expect(output.structured?["bytes"] == 70_000)
        #expect(output.structured?["nextOffset"] == 70_000)
        #expect(
            try sandbox.refusal("files", ["path": "log.txt", "offset": 70_000]).text
                == "'log.txt' is not text here: from byte 70000 to 70500 it holds NUL bytes. "
                + "Choose an offset of 70500 or more."
        )
        #expect(try sandbox.call("files", ["path": "log.txt", "offset": 70_500]).text == "after")
    }

    @Test func `a missing file comes with the nearest names`() throws {
        let sandbox = try TemporarySandbox()
        try sandbox.file("note.txt")
        try sandbox.folder("docs")
        try sandbox.file("docs/readme.md")
        #expect(
            try sandbox.refusal("files", ["path": "notes.txt"]).text
                == "There is no file or folder 'notes.txt' here; nearest: note.txt.")
        #expect(
            try sandbox.refusal("files", ["path": "docs/README.md"]).text
                == "There is no file or folder 'README.md' in 'docs'; nearest: docs/readme.md.")
        #expect(
            try sandbox.refusal("files", ["path": "doc/readme.md"]).text
                == "There is no folder 'doc' here; nearest: docs.")
        #expect(
            try sandbox.refusal("files", ["path": "zzz"]).text
                == "There is no file or folder 'zzz' here. "
                + "Use listFiles to see what is there; paths are relative to the sandbox."
        )
        #expect(
            try sandbox.refusal("files", ["path": "docs\\readme.md"]).text.contains("Separate folders with /")
        )
        try sandbox.link("gone", to: "nowhere.txt")
        #expect(
            try sandbox.refusal("files", ["path": "gone"]).text.contains(
                "is a link to something that does not exist"))
        #expect(try sandbox.refusal("files", ["path": "note.txt/x"]).reason == .notFolder)
        #expect(
            try sandbox.refusal("files", ["path": "docs"]).text
                == "'docs' is a folder, not a file. Use listFiles to see what is in it.")
    }

    @Test func `names differing in case or look are other names`() throws {
        let sandbox = try TemporarySandbox()
        try sandbox.file("Straße.txt", "one")
        #expect(try sandbox.refusal("files", ["path": "STRASSE.txt"]).reason == .notFound)
        // The same letters, decomposed.
        try sandbox.file("e\u{301}.txt", "decomposed")
        #expect(try sandbox.refusal("files", ["path": "\u{E9}.txt"]).reason == .notFound)
        #expect(try sandbox.call("files", ["path": "e\u{301}.txt"]).text == "decomposed")
    }

    @Test func `a sandbox that is gone is the operator's matter`() throws {
        let tool = try #require(Plugin.fileTools["files"])
        let error = try #require(throws: (any Error).self) {
            try tool.call(["path": "a"], context: .testing(sandbox: "/nonexistent/sandbox"))
        }
        #expect((error as? FileError)?.reason == .sandboxMissing)
    }
}
