// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import JSON
import TestSupport
import Testing
import ToolKit

@testable import NetTools

/// A body in a character set, and the text that it stands for.
private struct CharsetCase: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var type = "text/plain"
    let body: [UInt8]
    let text: String
    let charset: String

    init(_ name: String, type: String = "text/plain", _ body: [UInt8], _ text: String, _ charset: String) {
        testDescription = name
        self.type = type
        self.body = body
        self.text = text
        self.charset = charset
    }
}

private let plain = "text/plain; charset="

private let charsets: [CharsetCase] = [
    CharsetCase("UTF-8 by the header", type: plain + "utf-8", Array("Grüße €".utf8), "Grüße €", "utf-8"),
    CharsetCase("UTF-8 in quotes", type: plain + "\"UTF8\"", Array("ü".utf8), "ü", "utf-8"),
    CharsetCase("UTF-8 that nobody announced", Array("Grüße".utf8), "Grüße", "utf-8"),
    CharsetCase("UTF-8 by its mark", type: plain + "latin1", [0xEF, 0xBB, 0xBF, 0xC3, 0xBC], "ü", "utf-8"),
    CharsetCase("UTF-16 by its mark", [0xFF, 0xFE, 0x48, 0, 0xFC, 0], "Hü", "utf-16le"),
    CharsetCase("UTF-16 the other way round", [0xFE, 0xFF, 0, 0x48, 0, 0xFC], "Hü", "utf-16be"),
    CharsetCase("UTF-16 by the header", type: plain + "utf-16", [0x48, 0, 0xFC, 0], "Hü", "utf-16le"),
    CharsetCase(
        "Latin-1 with Windows' additions", type: plain + "ISO-8859-1", [0x80, 0x20, 0x93, 0xFC, 0x94],
        "€ “ü”",
        "windows-1252"),
    CharsetCase("Latin-1 that nobody announced", [0x47, 0x72, 0xFC, 0xDF, 0x65], "Grüße", "windows-1252"),
    CharsetCase("ASCII", type: plain + "us-ascii", Array("plain".utf8), "plain", "windows-1252"),
    CharsetCase("Latin-9", type: plain + "iso-8859-15", [0xA4], "€", "iso-8859-15"),
    CharsetCase("Latin-2", type: plain + "iso-8859-2", [0xB3, 0xF3, 0x64, 0xBC], "łódź", "iso-8859-2"),
    CharsetCase("Windows' Cyrillic", type: plain + "cp1251", [0xCF, 0xF0, 0xE8], "При", "windows-1251"),
    CharsetCase("KOI8-R", type: plain + "koi8-r", [0xF0, 0xD2, 0xC9], "При", "koi8-r"),
    CharsetCase("Greek", type: plain + "iso-8859-7", [0xC5, 0xEB], "Ελ", "iso-8859-7"),
    CharsetCase("Turkish", type: plain + "iso-8859-9", [0xFE, 0xF0], "şğ", "windows-1254"),
    CharsetCase("Hebrew", type: plain + "windows-1255", [0xF9, 0xEC], "של", "windows-1255"),
    CharsetCase("Thai", type: plain + "tis-620", [0xA1, 0xD2], "กา", "windows-874"),
    CharsetCase("Shift JIS", type: plain + "x-sjis", [0x93, 0xFA, 0x96, 0x7B], "日本", "shift_jis"),
    CharsetCase("EUC-JP", type: plain + "euc-jp", [0xC6, 0xFC, 0xCB, 0xDC], "日本", "euc-jp"),
    CharsetCase(
        "ISO-2022-JP", type: plain + "iso-2022-jp", [0x1B, 0x24, 0x42, 0x46, 0x7C, 0x1B, 0x28, 0x42], "日",
        "iso-2022-jp"),
    CharsetCase("GBK", type: plain + "gb2312", [0xD6, 0xD0, 0xCE, 0xC4], "中文", "gbk"),
    CharsetCase("GB18030", type: plain + "gb18030", [0xD6, 0xD0, 0x81, 0x30, 0x89, 0x37], "中Þ", "gb18030"),
    CharsetCase("Big5", type: plain + "big5", [0xA4, 0xA4, 0xA4, 0xE5], "中文", "big5"),
    CharsetCase("EUC-KR", type: plain + "ks_c_5601-1987", [0xC7, 0xD1], "한", "euc-kr"),
    CharsetCase(
        "a character set that nobody knows", type: plain + "utf-42", Array("ü".utf8), "ü", "utf-8"),
    CharsetCase(
        "a broken byte", type: plain + "utf-8", [0x61, 0xFF, 0x62], "a\u{FFFD}b", "utf-8"),
    CharsetCase("a cut character", type: plain + "euc-jp", [0xC6, 0xFC, 0xCB], "日\u{FFFD}", "euc-jp"),
    CharsetCase(
        "HTML by its meta element", type: "text/html",
        Array("<html><head><META Charset='windows-1251'></head><body>".utf8) + [0xCF, 0xF0, 0xE8], "При",
        "windows-1251"),
    CharsetCase(
        "HTML by the older form", type: "text/html",
        Array("<meta http-equiv=\"Content-Type\" content=\"text/html; charset=iso-8859-2\"><body>".utf8)
            + [0xB3, 0xF3, 0x64, 0xBC], "łódź", "iso-8859-2"),
    CharsetCase(
        "the header wins over the meta element", type: "text/html; charset=utf-8",
        Array("<meta charset=shift_jis><body>日本</body>".utf8), "日本", "utf-8"),
    CharsetCase(
        "a meta element that cannot be true", type: "text/html",
        Array("<meta charset=utf-16><body>ü</body>".utf8), "ü", "utf-8"),
    CharsetCase(
        "XML by its declaration", type: "application/xml",
        Array("<?xml version=\"1.0\" encoding=\"iso-8859-15\"?><a>".utf8) + [0xA4] + Array("</a>".utf8),
        "<?xml version=\"1.0\" encoding=\"iso-8859-15\"?><a>€</a>", "iso-8859-15"),
]

@Suite(.timeLimit(.minutes(10))) struct ReadingTests {
    @Test(arguments: charsets)
    private func `a character set is found and read`(example: CharsetCase) async throws {
        let output = try await Fetching.output(of: .answer(type: example.type, body: example.body))
        #expect(output.text == example.text)
        #expect(output.structured?["charset"]?.string == example.charset)
    }

    @Test(arguments: Charset.all)
    func `a character set takes any bytes`(charset: Charset) throws {
        #expect(Charset(label: charset.name.uppercased()) == charset)
        let wide = charset.name.hasPrefix("utf-16")
        #expect(wide || charset.converted([0x41, 0x7A]) == "Az", "the C library does not know it")
        var generator = SeededGenerator(seed: 7)
        for count in [0, 1, 2, 3, 100, 10_000] {
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
            let text = try #require(charset.converted(bytes))
            #expect(text.utf8.count <= 4 * count)
        }
    }

    @Test(arguments: ["gzip", "br", "zstd", "GZIP"])
    func `a compressed body is unpacked`(encoding: String) async throws {
        let text = "Two households, both alike in dignity."
        let body =
            switch encoding {
            case "br": Packed.brotli(text)
            case "zstd": Packed.zstd(text)
            default: Packed.gzip(text)
            }
        try await LoopbackServer.with({ _ in .answer(headers: ["Content-Encoding: \(encoding)"], body: body) }
        ) {
            server in
            let found = try await Fetching().call("http://127.0.0.1:\(server.port)/").text
            #expect(found == text)
            let offered = server.requests.first?.headers["accept-encoding"] ?? ""
            #expect(offered.contains(encoding.lowercased()), "\(offered)")
        }
    }

    @Test(arguments: [
        (
            #"{"b":1.0,"a":12345678901234567890123,"c":[1e400,-0.10],"d":{}}"#, "application/json",
            "{\n  \"b\": 1.0,\n  \"a\": 12345678901234567890123,\n  \"c\": [\n    1e400,\n    -0.10\n  ],\n  \"d\": {}\n}"
        ),
        ("[1]", "application/problem+json; charset=utf-8", "[\n  1\n]"),
        ("{\"a\":1}", "text/plain", "{\n  \"a\": 1\n}"),
        ("{\"a\":1,\"a\":2}", "application/json", "{\"a\":1,\"a\":2}"),
        ("{\"a\":", "application/json", "{\"a\":"),
    ])
    func `JSON is indented digit for digit`(body: String, type: String, text: String) async throws {
        let found = try await Fetching.output(of: .text(body, type: type)).text
        #expect(found == text)
        let other = try await Fetching.output(of: .text(body, type: type), ["format": "raw"]).text
        #expect(other == body)
    }

    @Test(
        arguments: [
            ("image/png", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0], "image/png"),
            ("application/pdf", Array("%PDF-1.7 text".utf8), "application/pdf"),
            ("application/octet-stream", Array("%PDF-1.7\n\u{0}".utf8), "application/pdf"),
            ("text/plain", [0x50, 0x4B, 0x03, 0x04, 0, 0], "application/zip"),
            ("", [0, 1, 2, 3], "application/octet-stream"),
            ("video/mp4", [0, 0, 0, 1], "video/mp4"),
        ] as [(String, [UInt8], String)])
    func `what is no text is described and not shown`(type: String, body: [UInt8], shown: String) async throws
    {
        let output = try await Fetching.output(of: .answer(type: type.isEmpty ? nil : type, body: body))
        let answer = try #require(output.structured)
        #expect(answer["binary"] == true)
        #expect(answer["content"] == "")
        #expect(answer["mediaType"]?.string == shown)
        #expect(answer["bodyBytes"]?.int == body.count)
        #expect(output.text.contains("is no text: \(shown), \(body.count) bytes"), "\(output.text)")
    }

    @Test func `of a large file only the beginning is fetched`() async throws {
        let head = "HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\nContent-Length: 10737418240\r\n\r\n"
        let output = try await Fetching.output(
            of: .endless(head: head, piece: Array(repeating: 0, count: 65536)))
        #expect(output.structured?["bodyBytes"]?.int == 10 << 30)
        #expect(output.text.contains("10 GiB"))
    }

    @Test func `text without a type is text`() async throws {
        let found = try await Fetching.output(of: .answer(type: nil, body: Array("hello".utf8))).text
        #expect(found == "hello")
        let page = Array("<!DOCTYPE html><title>T</title><p>hello".utf8)
        let other = try await Fetching.output(of: .answer(type: nil, body: page)).text
        #expect(other == "# T\n\nhello")
    }

    @Test func `the source of a page is shown on request`() async throws {
        let page = "<html><body><p>One &amp; two</p></body></html>"
        let found = try await Fetching.output(of: .html(page), ["format": "raw"]).text
        #expect(found == page)
        let other = try await Fetching.output(of: .html(page), ["format": "text"]).text
        #expect(other == "One & two")
    }

    @Test func `an empty answer is said to be empty`() async throws {
        let empty = try await Fetching.output(of: .answer("204 No Content", body: [])).text
        #expect(empty.contains("without a body"))
        let script = "<html><body><div id=root></div><script>render()</script></body></html>"
        let other = try await Fetching.output(of: .html(script)).text
        #expect(other.contains("script"))
    }
}
