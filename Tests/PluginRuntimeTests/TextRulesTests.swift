// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import PluginRuntime

@Suite struct TextRulesTests {
    @Test(arguments: ["plain", "two\nlines\tand a tab", "grüße", "日本語", "👍🏽", "عربي", "עברית", "e\u{301}"])
    func `ordinary text of any script passes`(text: String) {
        #expect(TextRules.firstHidden(in: text) == nil)
    }

    @Test(arguments: [
        "\u{0}", "\r", "\u{1B}", "\u{7F}", "\u{85}", "\u{AD}", "\u{61C}", "\u{180E}", "\u{200B}", "\u{200D}",
        "\u{200F}",
        "\u{2028}", "\u{202A}", "\u{202E}", "\u{2060}", "\u{2066}", "\u{2069}", "\u{3164}", "\u{FEFF}",
        "\u{FFF9}",
        "\u{E0001}", "\u{E0041}", "\u{E0100}",
    ])
    func `characters that nobody sees are found with their place`(hidden: String) {
        let found = TextRules.firstHidden(in: "ü\(hidden)x")
        #expect(found?.offset == 2)
        #expect(found.map { String($0.scalar) } == hidden)
    }

    @Test func `cleaning replaces them and cuts at a character's end`() {
        #expect("a\u{202E}b\nc".cleaned(toBytes: 100) == "a\u{FFFD}b\u{FFFD}c")
        #expect("ééé".cleaned(toBytes: 5) == "éé")
        #expect("ééé".cut(toBytes: 5) == "éé")
        #expect("日本".cut(toBytes: 2) == "")
        #expect("abc".cut(toBytes: 3) == "abc")
    }
}
