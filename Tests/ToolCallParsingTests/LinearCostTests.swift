// SPDX-License-Identifier: Apache-2.0

import ChatModel
import TestSupport
import Testing

@testable import ToolCallParsing

/// The cost is counted in bytes looked at, which no machine can make faster or slower.
@Suite struct LinearCostTests {
    private func cost(of bytes: [UInt8], chunk: Int) throws -> Double {
        var parser = ToolCallParser(catalog: try ParserRun.catalog())
        var events: [ChatEvent] = []
        var start = 0
        while start < bytes.count {
            let end = min(bytes.count, start + chunk)
            parser.feed(text: bytes[start..<end].span, into: &events)
            start = end
        }
        parser.finish(into: &events)
        return Double(parser.content.consumedBytes) / Double(bytes.count)
    }

    private static let call = #"<tool_call>{"name":"listFiles","arguments":{"path":""#

    @Test(arguments: [
        "plain words, ", "{\"a\":1} ", "a < b [c] {d} `e` ", "{'{'{'", "<|<|<|", "{\"params\":{\"a\":", "[[[",
        "```\n",
    ])
    func `a byte of text costs the same at 2 KB and at 200 KB`(_ piece: String) throws {
        let small = Array(String(repeating: piece, count: 2048 / piece.utf8.count).utf8)
        let large = Array(String(repeating: piece, count: 204_800 / piece.utf8.count).utf8)
        let least = try cost(of: small, chunk: 4)
        #expect(try cost(of: large, chunk: 4) <= least * 1.2)
        #expect(try cost(of: large, chunk: 65_536) <= least * 1.2)
    }

    @Test func `a byte of arguments costs the same at 2 KB and at 200 KB`() throws {
        for size in [2048, 204_800] {
            let text = Self.call + String(repeating: "x{\\\"y", count: size / 5) + #""}}</tool_call>"#
            #expect(try cost(of: Array(text.utf8), chunk: 4) == 1)
        }
    }
}
