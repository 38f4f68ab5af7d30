// SPDX-License-Identifier: Apache-2.0

import JSON
import Testing

/// Texts that RFC 8259 does not allow, each with the reason and the byte where it shows.
@Suite struct JSONReaderRefusalTests {
    struct Refusal: Sendable, CustomTestStringConvertible {
        var name: String
        var bytes: [UInt8]
        var reason: JSONError.Reason
        var offset: Int

        init(_ name: String, _ text: String, _ reason: JSONError.Reason, at offset: Int) {
            self.init(name, bytes: Array(text.utf8), reason, at: offset)
        }

        init(_ name: String, bytes: [UInt8], _ reason: JSONError.Reason, at offset: Int) {
            self.name = name
            self.bytes = bytes
            self.reason = reason
            self.offset = offset
        }

        var testDescription: String { name }
    }

    static let structure: [Refusal] = [
        Refusal("nothing", "", .empty, at: 0),
        Refusal("white space only", " \n\t\r", .empty, at: 4),
        Refusal("two values", "1 2", .trailingText, at: 2),
        Refusal("closing bracket too many", "[]]", .trailingText, at: 2),
        Refusal("comment after the value", "1 // one", .trailingText, at: 2),
        Refusal("open array", "[", .truncated, at: 1),
        Refusal("open array after an element", "[1", .truncated, at: 2),
        Refusal("open array after a comma", "[1,", .truncated, at: 3),
        Refusal("open object", "{", .truncated, at: 1),
        Refusal("object cut in a name", #"{"na"#, .truncated, at: 4),
        Refusal("object cut after a name", #"{"a""#, .truncated, at: 4),
        Refusal("object cut after the colon", #"{"a":"#, .truncated, at: 5),
        Refusal("object cut after a value", #"{"a":1"#, .truncated, at: 6),
        Refusal("trailing comma in an array", "[1,]", .unexpectedByte, at: 3),
        Refusal("trailing comma in an object", #"{"a":1,}"#, .unexpectedByte, at: 7),
        Refusal("leading comma", "[,1]", .unexpectedByte, at: 1),
        Refusal("missing comma", "[1 2]", .unexpectedByte, at: 3),
        Refusal("missing colon", #"{"a" 1}"#, .unexpectedByte, at: 5),
        Refusal("unquoted name", "{a:1}", .unexpectedByte, at: 1),
        Refusal("name that is a number", "{1:1}", .unexpectedByte, at: 1),
        Refusal("single quotes", "'a'", .unexpectedByte, at: 0),
        Refusal("array closed as an object", "[1}", .unexpectedByte, at: 2),
        Refusal("object closed as an array", #"{"a":1]"#, .unexpectedByte, at: 6),
        Refusal("form feed is no white space", "\u{0C}1", .unexpectedByte, at: 0),
        Refusal("no-break space is no white space", "\u{A0}1", .unexpectedByte, at: 0),
        Refusal("block comment", "/* a */ 1", .unexpectedByte, at: 0),
        Refusal("stray zero byte", "[\u{0}]", .unexpectedByte, at: 1),
    ]

    static let literals: [Refusal] = [
        Refusal("capital True", "True", .unexpectedByte, at: 0),
        Refusal("undefined", "undefined", .unexpectedByte, at: 0),
        Refusal("NaN", "NaN", .unexpectedByte, at: 0),
        Refusal("Infinity", "Infinity", .unexpectedByte, at: 0),
        Refusal("nul", "nul", .truncated, at: 3),
        Refusal("nulL", "nulL", .invalidLiteral, at: 0),
        Refusal("trve", "[trve]", .invalidLiteral, at: 1),
        Refusal("truer", "truer", .trailingText, at: 4),
    ]

    static let numbers: [Refusal] = [
        Refusal("minus alone", "-", .invalidNumber, at: 0),
        Refusal("minus infinity", "-Infinity", .invalidNumber, at: 0),
        Refusal("plus sign", "+1", .unexpectedByte, at: 0),
        Refusal("leading zero", "01", .trailingText, at: 1),
        Refusal("leading zero after minus", "[-01]", .unexpectedByte, at: 3),
        Refusal("leading point", ".5", .unexpectedByte, at: 0),
        Refusal("trailing point", "[1.]", .invalidNumber, at: 1),
        Refusal("point before exponent", "1.e3", .invalidNumber, at: 0),
        Refusal("exponent without digits", "1e", .invalidNumber, at: 0),
        Refusal("exponent with sign only", "[1e+]", .invalidNumber, at: 1),
        Refusal("hexadecimal", "0x1F", .trailingText, at: 1),
        Refusal("underscore", "1_000", .trailingText, at: 1),
        Refusal("full-width digit", "１", .unexpectedByte, at: 0),
    ]

    static let strings: [Refusal] = [
        Refusal("open string", #""abc"#, .truncated, at: 4),
        Refusal("string cut after a backslash", #""abc\"#, .truncated, at: 5),
        Refusal("string cut in an escape", #""\u00"#, .truncated, at: 5),
        Refusal("raw new line", "\"a\nb\"", .controlCharacter, at: 2),
        Refusal("raw tab", "\"\t\"", .controlCharacter, at: 1),
        Refusal("raw zero", "\"\u{0}\"", .controlCharacter, at: 1),
        Refusal("raw control after an escape", "\"\\n\u{1F}\"", .controlCharacter, at: 3),
        Refusal("escaped x", #""\x41""#, .invalidEscape, at: 1),
        Refusal("escaped single quote", #""a\'""#, .invalidEscape, at: 2),
        Refusal("escaped capital U", #""\U0041""#, .invalidEscape, at: 1),
        Refusal("escape with a letter beyond F", #""\u00G0""#, .invalidEscape, at: 1),
        Refusal("high surrogate alone", #""\ud800""#, .loneSurrogate, at: 1),
        Refusal("low surrogate alone", #""\udc00""#, .loneSurrogate, at: 1),
        Refusal("surrogates in the wrong order", #""\udc00\ud800""#, .loneSurrogate, at: 1),
        Refusal("high surrogate before a letter", #""\ud800a""#, .loneSurrogate, at: 1),
        Refusal("two high surrogates", #""a\ud800\ud800""#, .loneSurrogate, at: 2),
    ]

    static let encodings: [Refusal] = [
        Refusal("UTF-8 mark", bytes: [0xEF, 0xBB, 0xBF, 0x31], .byteOrderMark, at: 0),
        Refusal("UTF-16 mark, low byte first", bytes: [0xFF, 0xFE, 0x31, 0x00], .byteOrderMark, at: 0),
        Refusal("UTF-16 mark, high byte first", bytes: [0xFE, 0xFF, 0x00, 0x31], .byteOrderMark, at: 0),
        Refusal("UTF-16 without mark", bytes: [0x5B, 0x00, 0x5D, 0x00], .unexpectedByte, at: 0),
        Refusal("UTF-16 the other way round", bytes: [0x00, 0x5B, 0x00, 0x5D], .unexpectedByte, at: 0),
        Refusal("lone continuation", bytes: [0x22, 0x61, 0x80, 0x22], .invalidUTF8, at: 2),
        Refusal("overlong slash", bytes: [0x22, 0xC0, 0xAF, 0x22], .invalidUTF8, at: 1),
        Refusal("encoded surrogate", bytes: [0x22, 0xED, 0xA0, 0x80, 0x22], .invalidUTF8, at: 1),
        Refusal("beyond U+10FFFF", bytes: [0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], .invalidUTF8, at: 1),
        Refusal("cut sequence", bytes: [0x22, 0xE2, 0x82, 0x22], .invalidUTF8, at: 1),
        Refusal("byte that never occurs", bytes: [0x22, 0xFF, 0x22], .invalidUTF8, at: 1),
        Refusal("invalid byte outside strings", bytes: [0xE9], .unexpectedByte, at: 0),
    ]

    @Test(arguments: structure + literals + numbers + strings + encodings)
    func `a text outside the grammar is refused at the byte that shows it`(_ refusal: Refusal) throws {
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: refusal.bytes) }
        #expect(error?.reason == refusal.reason)
        #expect(error?.offset == refusal.offset)
        #expect(error?.code == refusal.reason.rawValue)
    }

    @Test func `an invalid byte in a string with escapes is refused near it`() throws {
        let bytes: [UInt8] = Array(#"["\n"#.utf8) + [0xC3, 0x28] + Array(#""]"#.utf8)
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: bytes) }
        #expect(error?.reason == .invalidUTF8)
        #expect((2...6).contains(error?.offset ?? 0))
    }

    @Test func `the place is given as line and column in bytes`() {
        let error = #expect(throws: JSONError.self) {
            try JSONValue(parsing: "{\n  \"é\": 1,\n  \"b\": tru\n}")
        }
        #expect(error?.line == 3)
        #expect(error?.column == 8)
        #expect(error?.message.contains("line 3, column 8") == true)
    }

    @Test(arguments: ["[", #"{"a":"#, "[{\"a\":[", "\"\\"])
    func `every cut of a text is a fault, never a value`(_ start: String) {
        #expect(throws: JSONError.self) { try JSONValue(parsing: start) }
    }

    @Test func `no proper prefix of an object is a value`() throws {
        let text = Array(#"{"a":[1,2.5e-3,"\u00e9\ud83d\ude00",null,true,{"b":{}}],"c":"é"}"#.utf8)
        _ = try JSONValue(parsing: text)
        for length in text.indices {
            #expect(throws: JSONError.self, "cut at \(length)") {
                try JSONValue(parsing: Array(text[..<length]))
            }
        }
    }
}
