// SPDX-License-Identifier: Apache-2.0

import JSON
import TestSupport
import Testing

@testable import PluginRuntime

@Suite struct PlainMemberTests {
    private static func found(_ name: String, in json: String) -> String? {
        Array(json.utf8).withUnsafeBytes { bytes in
            PlainMember.range(of: name, in: bytes).map { String(decoding: bytes[$0], as: UTF8.self) }
        }
    }

    @Test(arguments: [
        (#"{"a":"b"}"#, "b"), (#"{"a":""}"#, ""), (#"{"x":1,"a":"grün"}"#, "grün"),
        (#"{"x":{"a":"inner","y":["]","}"]},"a":"outer"}"#, "outer"),
        (#"{"x":"\"a\":\"no\"","a":"yes"}"#, "yes"), (#"{"x\"":null,"x":[],"a":"yes"}"#, "yes"),
        (#"{"x":"\\","a":"yes"}"#, "yes"),
    ]) func `a text is found where it stands`(json: String, text: String) {
        #expect(Self.found("a", in: json) == text)
    }

    @Test(arguments: [
        "{}", #"{"b":"a"}"#, #"{"a":1}"#, #"{"a":null}"#, #"{"a":["a"]}"#, #"{"a":"\n"}"#, #"{"\u0061":"b"}"#,
        #"{"x":{"a":"b"}}"#, #"["a"]"#, "", "{", #"{"a"#, #"{"a":"#, #"{"a":"b"#, #"{"a""b"}"#, #"{"x":[[[["#,
        #"{"x":"\"#,
    ]) func `what is no plain text, or no JSON as the host writes it, is left to the reader`(json: String) {
        #expect(Self.found("a", in: json) == nil)
    }

    @Test(arguments: UInt64(1)...50) func `what is found is what reading gives`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let names = ["a", "b", "ab", "a\"", "ü", "", "\\"]
        let texts = ["", "a", "\"a\":\"b\"", "\\", "ä,}", "]", "a\nb", "{\"a\":\"x\"}"]
        for _ in 0..<100 {
            var object: JSONObject = [:]
            for name in names.shuffled(using: &generator).prefix(4) {
                let text = texts.randomElement(using: &generator) ?? ""
                object[name] =
                    switch Int.random(in: 0..<4, using: &generator) {
                    case 0: .array([.string(text), .object([name: .string(text)])])
                    case 1: .number(JSONNumber(7))
                    default: .string(text)
                    }
            }
            let json = JSONValue.object(object).jsonText()
            for name in names {
                guard let found = Self.found(name, in: json) else { continue }
                #expect(object[name]?.string == found, "\(json)")
            }
            // A text without escapes, under a name without any, is always found.
            for (name, value) in object
            where value.string.map({ !$0.contains { "\"\\\n".contains($0) } }) == true {
                guard !name.contains(where: { "\"\\".contains($0) }) else { continue }
                #expect(Self.found(name, in: json) != nil, "\(json)")
            }
        }
    }
}
