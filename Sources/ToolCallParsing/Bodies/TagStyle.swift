// SPDX-License-Identifier: Apache-2.0

import JSON

/// Which tags mean what in a family of dialects with tagged arguments.
struct TagStyle: Sendable {
    /// What one tag says.
    enum Tag: Sendable {
        /// The tool's name, and the call's id where the tag has one.
        case call(String, id: String? = nil)
        case argument(String, ValueKind)
        /// The argument's name follows as text.
        case key
        /// The argument's value follows.
        case value
        case endOfCall
        case endOfWrapper
        case ignored
        case other
    }

    /// What a tag says of the type of its value.
    enum ValueKind: Sendable {
        case untyped
        case string
        case json
    }

    /// The bytes that end a tag.
    let tagEnd: [UInt8]
    /// The end tags of a value.
    let valueEnd: MarkerTrie
    /// The call's name stands as text after the opening marker, not in a tag.
    let namesAreText: Bool
    private let read: @Sendable (String) -> Tag

    init(
        tagEnd: String = ">", valueEnds: [String], namesAreText: Bool = false,
        read: @escaping @Sendable (String) -> Tag
    ) {
        self.tagEnd = Array(tagEnd.utf8)
        valueEnd = MarkerTrie(valueEnds.map { Marker(text: $0, role: .closing) })
        self.namesAreText = namesAreText
        self.read = read
    }

    func tag(_ text: String) -> Tag { read(text) }

    /// The value that stands between two tags, and whether it is text that may stand for any type.
    ///
    /// A line end after the first tag and one before the last are layout.
    func value(_ bytes: [UInt8], _ kind: ValueKind) -> (value: JSONValue, isUntyped: Bool) {
        var content = bytes[...]
        if content.first == 0x0A { content.removeFirst() }
        if content.last == 0x0A { content.removeLast() }
        if kind == .json, let read = LenientText.value(content) { return (read.value, false) }
        return (.string(String(decoding: content, as: UTF8.self)), kind != .string)
    }

    /// The value of an attribute, in either kind of quotes.
    static func attribute(_ name: String, of tag: String) -> String? {
        for quote in ["\"", "'"] {
            let start = " \(name)=\(quote)"
            guard let position = tag.firstRange(of: start) else { continue }
            let rest = tag[position.upperBound...]
            guard let end = rest.firstRange(of: quote) else { return nil }
            return String(rest[..<end.lowerBound])
        }
        return nil
    }
}

extension StringProtocol {
    /// Where `needle` first stands, compared by bytes.
    func firstRange(of needle: String) -> Range<String.Index>? {
        let wanted = Array(needle.utf8)
        var start = utf8.startIndex
        while start < utf8.endIndex {
            if utf8[start...].starts(with: wanted) {
                return start..<utf8.index(start, offsetBy: wanted.count)
            }
            start = utf8.index(after: start)
        }
        return nil
    }
}
