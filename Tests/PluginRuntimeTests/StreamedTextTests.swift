// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import PluginRuntime

@Suite struct StreamedTextTests {
    @Test(arguments: ["", "plain", "grüße", "日本語", "👩‍👩‍👧", "a\u{0}b", "\u{10FFFF}\u{800}\u{7FF}"])
    func `any cut gives the same text`(text: String) {
        let bytes = Array(text.utf8)
        for first in 0...bytes.count {
            for second in first...bytes.count {
                var stream = StreamedText()
                for piece in [bytes[..<first], bytes[first..<second], bytes[second...]] {
                    #expect(stream.append(Array(piece)) == true, "cut at \(first) and \(second)")
                }
                #expect(stream.isComplete)
                #expect(stream.text == text)
            }
        }
    }

    @Test(
        arguments: [
            [0xFF], [0x80], [0xC0, 0x80], [0xC3, 0x28], [0xE0, 0x80], [0xED, 0xA0], [0xF0, 0x80],
            [0xF4, 0x90], [0xF5],
        ] as [[UInt8]])
    func `what can never be UTF-8 is refused at once, and nothing is taken`(bytes: [UInt8]) {
        var stream = StreamedText()
        #expect(stream.append(Array("a".utf8)) == true)
        #expect(stream.append(bytes) == false)
        #expect(stream.text == "a")
        #expect(stream.isComplete)
    }

    @Test func `a character left open is held back`() {
        var stream = StreamedText()
        #expect(stream.append([0x61, 0xE6, 0x97]) == true)
        #expect(!stream.isComplete)
        #expect(stream.text == "a")
        #expect(stream.append([0x61]) == false)
        #expect(stream.append([0xA5]) == true)
        #expect(stream.text == "a日")
    }
}
