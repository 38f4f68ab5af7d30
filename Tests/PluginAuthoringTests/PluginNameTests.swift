// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import PluginAuthoring

@Suite struct PluginNameTests {
    @Test(arguments: ["a", "word-count", "word_count", "x2", "a-b_c3", String(repeating: "a", count: 40)])
    func `a plain name is taken for every language`(name: String) throws {
        for language in PluginLanguage.allCases {
            #expect(try PluginName(name, for: language).text == name)
        }
    }

    @Test(arguments: [
        "", "Word", "2x", "-a", "a-", "a_", "a b", "a/b", "..", "a.b", "é", "a\n",
        String(repeating: "a", count: 41),
    ])
    func `what would not build is refused`(name: String) {
        #expect(throws: AuthoringError.badName(name)) { try PluginName(name, for: .c) }
    }

    @Test(arguments: [
        (PluginLanguage.c, "int"), (.cpp, "namespace"), (.rust, "std"), (.swift, "json"), (.cLibrary, "main"),
    ])
    func `words of the language are refused`(language: PluginLanguage, name: String) {
        #expect(throws: AuthoringError.badName(name)) { try PluginName(name, for: language) }
    }

    @Test func `a name has a form for each place`() throws {
        let name = try PluginName("word-count", for: .swift)
        #expect(name.identifier == "word_count")
        #expect(name.module == "WordCount")
        #expect(name.variable == "wordCount")
        #expect(name.id == "org.example.word-count")
        #expect(
            name.fill("{{name}} {{identifier}} {{Module}} {{variable}} {{id}} {{x}}")
                == "word-count word_count WordCount wordCount org.example.word-count {{x}}")
    }
}
