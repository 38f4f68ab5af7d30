// SPDX-License-Identifier: Apache-2.0

import SandboxFiles
import Testing

@testable import FileTools

@Suite struct LineChunksTests {
    /// The chunks of a file with these bytes, as texts, and the numbers of their first lines.
    private static func chunks(_ bytes: [UInt8]) throws -> (
        texts: [String], firstLines: [Int], kind: LineChunks.Kind
    ) {
        let sandbox = try TemporarySandbox()
        try sandbox.file("file", bytes: bytes)
        let file = try Sandbox(path: sandbox.path).openFile(SandboxPath("file"))
        var chunks = LineChunks()
        var texts: [String] = []
        var firstLines: [Int] = []
        // The second round shows that a restart leaves nothing behind.
        for _ in 0..<2 {
            (texts, firstLines) = ([], [])
            chunks.restart()
            while try chunks.next(of: file.descriptor) {
                let text = try #require(String(validating: chunks.bytes[chunks.range], as: UTF8.self))
                #expect(chunks.isASCII == text.utf8.allSatisfy { $0 < 0x80 })
                texts.append(text)
                firstLines.append(chunks.firstLine)
            }
        }
        return (texts, firstLines, chunks.kind)
    }

    static let size = LineChunks.bufferBytes
    static let lines = (0..<40_000).map { "line \($0) €\n" }.joined()
    static let longLine = String(repeating: "ä", count: 300_000)

    static let texts = [
        "nothing": "", "a letter": "a", "a line end": "\n", "lines": lines, "one line": longLine,
        "a long line first": longLine + "\n" + lines, "just a buffer": String(repeating: "x", count: size),
    ]

    @Test(arguments: LineChunksTests.texts.keys.sorted())
    func `chunks joined are the file`(_ name: String) throws {
        let text = try #require(Self.texts[name])
        let (texts, firstLines, kind) = try Self.chunks(Array(text.utf8))
        #expect(texts.joined() == text)
        #expect(kind == .text)
        #expect(!texts.contains(""))
        var line = 1
        for (text, first) in zip(texts, firstLines) {
            #expect(first == line)
            line += text.utf8.count { $0 == 10 }
        }
        if name == "lines" { #expect(texts.dropLast().allSatisfy { $0.hasSuffix("\n") }) }
    }

    @Test(arguments: [TextEncoding.utf16LittleEndian, .utf16BigEndian, .windows1252])
    func `other encodings become UTF-8`(_ encoding: TextEncoding) throws {
        let mark: [UInt8] =
            encoding == .utf16LittleEndian ? [0xFF, 0xFE] : encoding == .utf16BigEndian ? [0xFE, 0xFF] : []
        for text in [Self.lines, String(repeating: "ü", count: 300_000), "ü", "ü\n"] {
            let (texts, _, kind) = try Self.chunks(mark + (try #require(encoding.encode(text))))
            #expect(texts.joined() == text)
            #expect(kind == .text)
        }
    }

    @Test func `a line that is no UTF-8 does not change those around it`() throws {
        let bytes = Array("grün\n".utf8) + [0x67, 0x72, 0xFC, 0x6E, 0x0A] + Array("grün\n".utf8)
        #expect(try Self.chunks(bytes).texts == ["grün\ngrün\ngrün\n"])
    }

    @Test func `a NUL ends the text`() throws {
        #expect(try Self.chunks([0x61, 0]).kind == .binary)
        #expect(try Self.chunks([0x61, 0]).texts == [])
        let text = Array(Self.lines.utf8)
        let late = try Self.chunks(text + [0] + text)
        #expect(late.kind == .binary)
        #expect(late.texts.joined() == Self.lines)
    }
}
