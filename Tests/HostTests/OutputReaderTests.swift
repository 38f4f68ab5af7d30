// SPDX-License-Identifier: Apache-2.0

import ChatModel
import JSON
import Testing
import ToolCallParsing

@testable import Host

@Suite struct OutputReaderTests {
    private static let chunk = #"data: {"choices":[{"delta":{"content":"hi"}}]}"#
    private static let end = #"data: {"choices":[{"delta":{},"finish_reason":"length"}]}"#

    @Test(arguments: [
        ("hello", "hello", FinishReason.stop), ("", "", .stop), ("da", "da", .stop),
        ("data is here", "data is here", .stop),
        ("\ndata: x", "\ndata: x", .stop),
        ("\(chunk)\n\n\(end)\n\ndata: [DONE]\n\n", "hi", .length),
        (":comment\r\n\(chunk)\r\n\r\n\(end)\r\n\r\n", "hi", .length),
        ("event: message\n\(chunk)\n\n\(end)", "hi", .length),
        ("\u{FEFF}\(chunk)\n\n\(end)\n\n", "hi", .length),
        ("\(chunk)\n\n", "hi", .error), ("\(chunk)\n\ndata: [DONE]\n\n", "hi", .stop),
    ])
    func `raw text and event streams are told apart in every cut`(
        input: String, text: String, finish: FinishReason
    ) {
        let bytes = Array(input.utf8)
        for size in [max(1, bytes.count), 1, 2, 3, 7] {
            var reader = OutputReader(parser: ToolCallParser(catalog: ToolCatalog([])))
            var events: [ChatEvent] = []
            for start in stride(from: 0, to: bytes.count, by: size) {
                events += reader.feed(Array(bytes[start..<min(start + size, bytes.count)]))
            }
            events += reader.finish()
            #expect(events.compactMap(\.visibleText).joined() == text)
            #expect(events.last == .done(finish))
        }
    }

    @Test func `text comes as soon as it is certain`() {
        var reader = OutputReader(parser: ToolCallParser(catalog: ToolCatalog([])))
        #expect(reader.feed(Array("dat".utf8)).isEmpty)
        #expect(reader.feed(Array("e palms".utf8)).compactMap(\.visibleText).joined() == "date palms")
    }
}

extension ChatEvent {
    fileprivate var visibleText: String? {
        if case .text(let text) = self { text } else { nil }
    }
}
