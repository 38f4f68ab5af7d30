// SPDX-License-Identifier: Apache-2.0

import JSON

/// Texts that a schema probably allows.
struct StringValues {
    private let least: Int
    private let most: Int?
    private let format: String?
    private let pattern: String?

    /// The longest text that is made up when the schema allows longer ones, in characters.
    private static let longest = 64 << 10

    init(_ schema: JSONValue) {
        least = max(0, schema["minLength"]?.int ?? 0)
        most = schema["maxLength"]?.int
        format = schema["format"]?.string
        pattern = schema["pattern"]?.string
    }

    var edges: [String] {
        if let samples { return samples }
        let typical = ["text", "a", "7", "A-1", "file.txt"]
        // A quotation mark, a backslash, a NUL byte, a line end, characters of 2 and 4 bytes, one that joins others.
        let odd = ["\"\\\u{0}\n", "äß", "\u{1F600}", "e\u{301}", "   "]
        let lengths = [least, most.map { min($0, Self.longest) } ?? max(least, 1000)]
        let fitting = typical.map { fitted($0) } + lengths.map { String(repeating: "x", count: $0) }
        return fitting + odd.map { fitted($0) } + (least == 0 ? [""] : [])
    }

    func random(using numbers: inout RandomNumbers) -> String {
        if let sample = samples?.randomElement(using: &numbers) { return sample }
        // Where a pattern is to be met, short texts of few kinds of characters are met most often.
        let alphabet = Array(pattern == nil ? Self.alphabet : "abc019-_.")
        let high = max(least, min(most ?? least + 40, least + 40))
        let count = Int.random(in: least...high, using: &numbers)
        return String((0..<count).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &numbers)] })
    }

    private static let alphabet =
        "abcdefghijklmnopqrstuvwxyzABCXYZ0123456789 .,;:-_/\\\"'<>{}[]()+*=%$#@!?&|~^`\n\täöüßéñ漢字\u{1F600}\u{200D}"

    /// `text`, repeated or cut to an allowed length.
    private func fitted(_ text: String) -> String {
        var result = text
        while result.unicodeScalars.count < least { result += text }
        let limit = max(least, min(most ?? Int.max, max(least, text.unicodeScalars.count)))
        return String(String.UnicodeScalarView(result.unicodeScalars.prefix(limit)))
    }

    private var samples: [String]? {
        switch format {
        case "date-time": ["2024-02-29T23:59:60Z", "1970-01-01T00:00:00+14:00"]
        case "date": ["2024-02-29", "0001-01-01", "9999-12-31"]
        case "time": ["00:00:00Z", "23:59:59.999-12:00"]
        case "email": ["a@example.org"]
        case "uri", "iri", "uri-reference": ["https://example.org/a?b=c#d"]
        case "uuid": ["00000000-0000-0000-0000-000000000000", "f81d4fae-7dec-11d0-a765-00a0c91e6bf6"]
        case "ipv4": ["0.0.0.0", "255.255.255.255"]
        case "ipv6": ["::", "2001:db8::1"]
        case "hostname": ["example.org"]
        case "json-pointer": ["", "/a/0"]
        case "regex": ["a*", "[a-z]+"]
        case "duration": ["PT1S", "P1Y"]
        default: nil
        }
    }
}
