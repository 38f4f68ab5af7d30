// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import JSON

/// What is read and written eight bytes at a time, at every place relative to these eight.
struct JSONRunTests {
    private static let special = ["\"", "\\", "\n", "\u{1}", "é", "😀", "/", "\u{7F}"]

    @Test(arguments: special)
    func `a character is the same at every place of a text`(_ character: String) throws {
        for before in 0...20 {
            for after in 0...20 {
                let text =
                    String(repeating: "a", count: before) + character + String(repeating: "b", count: after)
                let value = JSONValue.string(text)
                #expect(try JSONValue(parsing: value.jsonText()) == value)
                let list: JSONValue = [value, value]
                #expect(try JSONValue(parsing: list.jsonText()) == list)
            }
        }
    }

    @Test func `a text that ends or breaks off after an escape is refused where it does`() {
        for count in 0...20 {
            let run = String(repeating: "a", count: count)
            for (text, reason) in [
                (#""\n\#(run)"#, JSONError.Reason.truncated), ("\"\\n\(run)\u{1}\"", .controlCharacter),
                (#""\n\#(run)\x""#, .invalidEscape),
            ] {
                #expect(throws: JSONError.self) { try JSONValue(parsing: text) }
                do throws(JSONError) {
                    _ = try JSONValue(parsing: text)
                } catch {
                    #expect(error.reason == reason)
                }
            }
        }
    }

    @Test(arguments: ["", "plain", "with \"quotes\"", "line\nend", "é 😀", "a text of more than eight bytes"])
    func `a text between others is written as if each were by itself`(_ text: String) {
        for (before, after) in [("", ""), ("{\"type\":\"chunk\",\"data\":", "}\n\n"), ("x", "y")] {
            var (once, thrice) = (JSONWriter(), JSONWriter())
            for _ in 0..<3 {
                once.write(text, between: before, after)
                thrice.write(verbatim: before)
                thrice.write(text)
                thrice.write(verbatim: after)
            }
            #expect(once.bytes == thrice.bytes)
        }
    }
}
