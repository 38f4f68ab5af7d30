// SPDX-License-Identifier: Apache-2.0

extension Charset {
    /// The character set of a body: by its byte order mark, else by the server's word, else by its own, else a guess.
    ///
    /// Follows the HTML standard, "determining the character encoding". The guess is UTF-8 where the bytes are that,
    /// and windows-1252 otherwise.
    ///
    /// - Parameters:
    ///   - body: The bytes.
    ///   - type: What the server said.
    init(of body: [UInt8], _ type: ContentType) {
        if let mark = Self.mark(body) {
            self = mark.charset
        } else if let charset = type.charset.flatMap(Charset.init(label:)) {
            self = charset
        } else if let charset = Self.declared(in: body) {
            self = charset
        } else {
            self = Self.isUTF8(body) ? .utf8 : .windows1252
        }
    }

    /// The byte order mark at the beginning, and how long it is.
    static func mark(_ body: [UInt8]) -> (charset: Charset, bytes: Int)? {
        if body.starts(with: [0xEF, 0xBB, 0xBF]) { return (.utf8, 3) }
        let wide: Charset? =
            body.starts(with: [0xFF, 0xFE])
            ? Charset(label: "utf-16le") : body.starts(with: [0xFE, 0xFF]) ? Charset(label: "utf-16be") : nil
        return wide.map { ($0, 2) }
    }

    /// How far into a page its own declaration is looked for, in bytes; the standard asks for the first 1,024.
    private static let declarationBytes = 4 << 10

    /// What `<meta charset=…>`, `<meta http-equiv content="…charset=…">` or `<?xml encoding=…?>` says.
    private static func declared(in body: [UInt8]) -> Charset? {
        let head = String(
            decoding: body.prefix(declarationBytes).map { $0 < 0x80 ? $0 | lowering($0) : 0x3F },
            as: UTF8.self)
        if head.hasPrefix("<?xml"), let found = value(after: "encoding", in: head.prefix { $0 != ">" }) {
            return usable(found)
        }
        var rest = head[...]
        while let tag = firstRange(of: "<meta", in: rest) {
            let inner = rest[tag.upperBound...].prefix { $0 != ">" }
            if let found = value(after: "charset", in: inner).flatMap(usable) { return found }
            rest = rest[inner.endIndex...]
        }
        return nil
    }

    /// The bit that makes a capital letter small.
    private static func lowering(_ byte: UInt8) -> UInt8 {
        byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? 0x20 : 0
    }

    /// A page that could be read as far as its declaration is not in UTF-16, whatever it says.
    private static func usable(_ label: String) -> Charset? {
        Charset(label: label).map { $0.name.hasPrefix("utf-16") ? .utf8 : $0 }
    }

    private static func value(after name: String, in text: Substring) -> String? {
        guard let place = firstRange(of: name, in: text) else { return nil }
        var rest = text[place.upperBound...].drop(while: \.isWhitespace)
        guard rest.first == "=" else { return nil }
        rest = rest.dropFirst().drop(while: \.isWhitespace)
        if let quote = rest.first, quote == "\"" || quote == "'" { rest = rest.dropFirst() }
        let label = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.:".contains($0)) }
        return label.isEmpty ? nil : String(label)
    }

    private static func firstRange(of word: String, in text: Substring) -> Range<String.Index>? {
        var rest = text
        while let first = word.first, let start = rest.firstIndex(of: first) {
            if rest[start...].hasPrefix(word) { return start..<rest.index(start, offsetBy: word.count) }
            rest = rest[rest.index(after: start)...]
        }
        return nil
    }

    /// Whether the bytes are UTF-8; a character that the end cuts does not count against it.
    static func isUTF8(_ body: [UInt8]) -> Bool {
        if String(validating: body, as: UTF8.self) != nil { return true }
        let tail = body.suffix(3).reversed().prefix { $0 & 0xC0 == 0x80 }.count
        guard tail < min(3, body.count), let length = characterBytes[body[body.count - tail - 1]],
            length > tail + 1
        else { return false }
        return String(validating: body.dropLast(tail + 1), as: UTF8.self) != nil
    }

    /// How many bytes a character has that begins with the byte, for those that begin one of several.
    private static let characterBytes: [UInt8: Int] = {
        var lengths: [UInt8: Int] = [:]
        for byte in UInt8(0xC2)...0xDF { lengths[byte] = 2 }
        for byte in UInt8(0xE0)...0xEF { lengths[byte] = 3 }
        for byte in UInt8(0xF0)...0xF4 { lengths[byte] = 4 }
        return lengths
    }()
}
