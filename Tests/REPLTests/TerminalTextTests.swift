// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import REPL

@Suite struct TerminalTextTests {
    @Test(arguments: [
        ("plain", "plain"), ("tab\tand\nline", "tab\tand\nline"), ("ünïcode 👩‍👩‍👧 漢字", "ünïcode 👩‍👩‍👧 漢字"),
        ("\u{1B}[2J", "␛[2J"), ("\u{1B}]0;title\u{07}", "␛]0;title␇"), ("a\rb", "ab"), ("a\r\nb", "a\nb"),
        ("\u{0}", "␀"), ("\u{8}", "␈"), ("\u{7F}", "␡"), ("\u{9B}31m", "<U+009B>31m"), ("\u{85}", "<U+0085>"),
        ("\u{202E}gnp.exe", "<U+202E>gnp.exe"), ("\u{2066}", "<U+2066>"), ("\u{200F}", "<U+200F>"),
        ("\u{2028}", "<U+2028>"), ("\u{E0041}", "<U+E0041>"),
    ])
    func `control characters become visible`(text: String, shown: String) {
        #expect(TerminalText.harmless(text) == shown)
    }

    @Test func `what is shown holds no control character, whatever comes in`() {
        for value in UInt32(0)...0xFFFF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            for shown in TerminalText.harmless(String(scalar)).unicodeScalars
            where shown != "\n" && shown != "\t" {
                #expect(shown.properties.generalCategory != .control, "\(value)")
            }
        }
    }

    @Test func `pieces of a stream come to the same as the whole`() {
        let text = "a\u{1B}[1m\r\nb\u{202E}\u{9B}c\u{0}"
        let scalars = Array(text.unicodeScalars)
        for cut in 0...scalars.count {
            var left = String.UnicodeScalarView()
            left.append(contentsOf: scalars[..<cut])
            var right = String.UnicodeScalarView()
            right.append(contentsOf: scalars[cut...])
            let pieces = TerminalText.harmless(String(left)) + TerminalText.harmless(String(right))
            #expect(pieces.unicodeScalars.elementsEqual(TerminalText.harmless(text).unicodeScalars))
        }
    }
}
