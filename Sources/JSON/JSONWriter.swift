// SPDX-License-Identifier: Apache-2.0

/// Writes JSON text: members in their order, numbers as read, only what RFC 8259 demands escaped.
///
/// The same value always gives the same bytes.
public struct JSONWriter: Sendable {
    /// How the text is laid out.
    public enum Layout: Sendable, Hashable {
        /// No white space at all.
        case compact
        /// One member or element a line, indented by two spaces a level.
        case pretty
    }

    /// The text so far, valid UTF-8.
    public private(set) var bytes: [UInt8] = []
    private let layout: Layout

    /// A writer without text so far.
    public init(layout: Layout = .compact) {
        self.layout = layout
    }

    /// A writer whose text stands behind these bytes, in one piece of memory.
    public init(after bytes: consuming [UInt8]) {
        self.bytes = bytes
        layout = .compact
    }

    /// Makes room for that many bytes beyond those written.
    public mutating func reserveCapacity(_ more: Int) {
        bytes.reserveCapacity(bytes.count + more)
    }

    /// Appends the text of `value`.
    public mutating func write(_ value: JSONValue) {
        write(value, level: 0)
    }

    /// Appends `text` as a JSON string, quotes included.
    public mutating func write(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        writeContent(of: text)
        bytes.append(UInt8(ascii: "\""))
    }

    /// Appends `text` as a JSON string between two pieces of text that stand as they are, all in one go.
    public mutating func write(_ text: String, between before: String, _ after: String) {
        let (head, content, tail) = (before.utf8Span.span, text.utf8Span.span, after.utf8Span.span)
        guard JSONEscapes.endOfPlainContent(content, from: 0) == content.count else {
            write(verbatim: before)
            write(text)
            return write(verbatim: after)
        }
        bytes.append(addingCapacity: head.count + content.count + tail.count + 2) { target in
            target.append(head)
            target.append(UInt8(ascii: "\""))
            target.append(content)
            target.append(UInt8(ascii: "\""))
            target.append(tail)
        }
    }

    /// Appends text that stands as it is: JSON already, or what frames it, such as `data: `.
    public mutating func write(verbatim text: String) {
        bytes.append(contentsOf: text.utf8)
    }

    /// Forgets the text so far and keeps its memory for the next.
    public mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
    }

    private mutating func write(_ value: JSONValue, level: Int) {
        switch value {
        case .null: bytes.append(contentsOf: "null".utf8)
        case .bool(let flag): bytes.append(contentsOf: (flag ? "true" : "false").utf8)
        case .number(let number): bytes.append(contentsOf: number.text.utf8)
        case .string(let text): write(text)
        case .array(let elements): write(elements, level: level)
        case .object(let members): write(members, level: level)
        }
    }

    private mutating func write(_ elements: [JSONValue], level: Int) {
        bytes.append(UInt8(ascii: "["))
        var isFirst = true
        for element in elements {
            separate(isFirst: isFirst, level: level + 1)
            isFirst = false
            write(element, level: level + 1)
        }
        if !isFirst { breakLine(level: level) }
        bytes.append(UInt8(ascii: "]"))
    }

    private mutating func write(_ members: JSONObject, level: Int) {
        bytes.append(UInt8(ascii: "{"))
        var isFirst = true
        for (name, value) in members {
            separate(isFirst: isFirst, level: level + 1)
            isFirst = false
            write(name)
            bytes.append(UInt8(ascii: ":"))
            if layout == .pretty { bytes.append(0x20) }
            write(value, level: level + 1)
        }
        if !isFirst { breakLine(level: level) }
        bytes.append(UInt8(ascii: "}"))
    }

    private mutating func separate(isFirst: Bool, level: Int) {
        if !isFirst { bytes.append(UInt8(ascii: ",")) }
        breakLine(level: level)
    }

    private mutating func breakLine(level: Int) {
        guard layout == .pretty else { return }
        bytes.append(0x0A)
        bytes.append(contentsOf: repeatElement(0x20, count: level * 2))
    }

    private mutating func writeContent(of text: String) {
        let content = text.utf8Span.span
        var index = JSONEscapes.endOfPlainContent(content, from: 0)
        // Most texts need no escape at all.
        if index == content.count { return bytes.append(contentsOf: text.utf8) }
        index = 0
        while index < content.count {
            let start = index
            index = JSONEscapes.endOfPlainContent(content, from: start)
            append(content.extracting(start..<index))
            guard index < content.count else { return }
            let byte = content[index]
            index += 1
            if let letter = JSONEscapes.letter(escaping: byte) {
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(letter)
            } else {
                bytes.append(contentsOf: "\\u00".utf8)
                bytes.append(JSONEscapes.hexadecimalDigit(of: byte >> 4))
                bytes.append(JSONEscapes.hexadecimalDigit(of: byte & 0xF))
            }
        }
    }

    private mutating func append(_ run: Span<UInt8>) {
        guard !run.isEmpty else { return }
        bytes.append(addingCapacity: run.count) { $0.append(run) }
    }
}

extension JSONValue {
    /// The JSON text of the value.
    public func jsonText(_ layout: JSONWriter.Layout = .compact) -> String {
        String(decoding: jsonBytes(layout), as: UTF8.self)
    }

    /// The JSON text of the value as UTF-8.
    public func jsonBytes(_ layout: JSONWriter.Layout = .compact) -> [UInt8] {
        var writer = JSONWriter(layout: layout)
        writer.write(self)
        return writer.bytes
    }
}
