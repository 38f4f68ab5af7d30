// SPDX-License-Identifier: Apache-2.0

/// Small texts on their way to an engine and back.
enum SearchText {
    /// On one line, without what nobody sees, cut at a word.
    static func line(_ text: String, limit: Int) -> String {
        var run = InlineText()
        run.append(text)
        let line = run.trimmed
        guard line.count > limit else { return line }
        let cut = line.prefix(limit)
        let words = cut.lastIndex(of: " ").map { cut[..<$0] } ?? cut
        return "\(words) …"
    }

    /// The text that a piece of HTML shows: engines mark the words that were searched for.
    ///
    /// - Throws: `NetError` when memory is short.
    static func plain(_ html: String) throws(NetError) -> String {
        guard html.utf8.contains(where: { "<&".utf8.contains($0) }) else { return html }
        let document = try HTMLDocument(html)
        return document.plainText(of: HTMLDocument.root)
    }

    /// A URL with a form's values added to its query.
    static func address(_ base: WebAddress, adding values: [(name: String, value: String)]) -> WebAddress? {
        let form = values.map { "\($0.name)=\(encoded($0.value))" }.joined(separator: "&")
        let bare = base.text.prefix { $0 != "#" }
        return WebAddress(bare + (bare.contains("?") ? "&" : "?") + form)
    }

    /// As forms are sent: everything but letters, digits and four marks as percent signs and digits.
    private static func encoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF")
        return text.utf8.reduce(into: "") { result, byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                result += ["%", digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
    }

    /// The value of a name in a query, with its percent signs undone; nil when the name is not there.
    static func value(of name: String, inQuery query: String?) -> String? {
        for pair in (query ?? "").split(separator: "&") where pair.hasPrefix("\(name)=") {
            return decoded(pair.dropFirst(name.count + 1))
        }
        return nil
    }

    private static func decoded(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), let value = hexadecimal(rest.prefix(2)) {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func hexadecimal(_ digits: Substring.UTF8View) -> UInt8? {
        let text = String(decoding: digits, as: UTF8.self)
        guard text.utf8.count == 2, text.allSatisfy(\.isHexDigit) else { return nil }
        return UInt8(text, radix: 16)
    }
}
