// SPDX-License-Identifier: Apache-2.0

import JSON

/// Reads Python literals: `city='Oslo', days=2, on=True, zones=[1, 2], extra={'a': None}`.
///
/// Positional arguments, sets, byte strings and numbers out of range are refused.
struct PythonReader: Sendable {
    private let bytes: [UInt8]
    private var index = 0
    /// The deepest nesting read; the reader recurses.
    private static let depth = 64

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The members of a call's keyword arguments; nil when they are anything else.
    static func arguments(_ bytes: [UInt8]) -> JSONObject? {
        var reader = PythonReader(bytes)
        var members = JSONObject()
        reader.skipSpace()
        while reader.index < bytes.count {
            if bytes[reader.index...].starts(with: "**{".utf8) {
                reader.index += 2
                guard case .object(let more)? = reader.dictionary(Self.depth) else { return nil }
                for (name, value) in more { members[name] = value }
                guard reader.index == bytes.count || reader.take(UInt8(ascii: ",")) else { return nil }
                continue
            }
            guard let name = reader.name(), reader.take(UInt8(ascii: "=")),
                let value = reader.value(Self.depth)
            else {
                return nil
            }
            members[name] = value
            guard reader.index == bytes.count || reader.take(UInt8(ascii: ",")) else { return nil }
        }
        return members
    }

    /// The name in `name=` where that is all there is; nil otherwise.
    static func name(before bytes: ArraySlice<UInt8>) -> String? {
        var reader = PythonReader(Array(bytes))
        reader.skipSpace()
        guard let name = reader.name(), reader.take(UInt8(ascii: "=")), reader.index == bytes.count else {
            return nil
        }
        return name
    }

    /// What a complete escape stands for; nil when it means nothing.
    static func text(ofEscape bytes: [UInt8]) -> [UInt8]? {
        var reader = PythonReader(bytes)
        return reader.escape()
    }

    private mutating func skipSpace() {
        while index < bytes.count, bytes[index] <= 0x20 { index += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        skipSpace()
        guard index < bytes.count, bytes[index] == byte else { return false }
        index += 1
        skipSpace()
        return true
    }

    private mutating func name() -> String? {
        let start = index
        while index < bytes.count {
            let byte = bytes[index]
            let isWord = (byte | 0x20) &- UInt8(ascii: "a") <= 25 || byte == UInt8(ascii: "_") || byte >= 0x80
            guard isWord || (index > start && byte &- UInt8(ascii: "0") <= 9) else { break }
            index += 1
        }
        return index > start ? String(decoding: bytes[start..<index], as: UTF8.self) : nil
    }

    private mutating func value(_ depth: Int) -> JSONValue? {
        guard depth > 0, index < bytes.count else { return nil }
        let read: JSONValue?
        switch bytes[index] {
        case UInt8(ascii: "'"), UInt8(ascii: "\""): read = string().map(JSONValue.string)
        case UInt8(ascii: "["): read = list(closing: UInt8(ascii: "]"), depth - 1)
        case UInt8(ascii: "("): read = list(closing: UInt8(ascii: ")"), depth - 1)
        case UInt8(ascii: "{"): read = dictionary(depth - 1)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): read = number()
        default: read = word()
        }
        skipSpace()
        return read
    }

    private mutating func word() -> JSONValue? {
        switch name() {
        case "True", "true": true
        case "False", "false": false
        case "None", "null": .null
        default: nil
        }
    }

    private mutating func number() -> JSONValue? {
        let start = index
        while index < bytes.count, "+-.eE_0123456789".utf8.contains(bytes[index]) { index += 1 }
        let text = String(decoding: bytes[start..<index].filter { $0 != UInt8(ascii: "_") }, as: UTF8.self)
        // Python's integers have no bounds, its other numbers do.
        let isWhole = text.utf8.allSatisfy { $0 == UInt8(ascii: "-") || $0 &- UInt8(ascii: "0") <= 9 }
        guard let number = JSONNumber(text: text), isWhole || number.double.isFinite else { return nil }
        return .number(number)
    }

    private mutating func list(closing: UInt8, _ depth: Int) -> JSONValue? {
        index += 1
        skipSpace()
        var elements: [JSONValue] = []
        while !take(closing) {
            guard let element = value(depth) else { return nil }
            elements.append(element)
            guard take(UInt8(ascii: ",")) || (index < bytes.count && bytes[index] == closing) else {
                return nil
            }
        }
        return .array(elements)
    }

    private mutating func dictionary(_ depth: Int) -> JSONValue? {
        index += 1
        skipSpace()
        var members = JSONObject()
        while !take(UInt8(ascii: "}")) {
            guard index < bytes.count, let name = string(), take(UInt8(ascii: ":")), let value = value(depth)
            else {
                return nil
            }
            members[name] = value
            guard take(UInt8(ascii: ",")) || (index < bytes.count && bytes[index] == UInt8(ascii: "}")) else {
                return nil
            }
        }
        return .object(members)
    }

    private mutating func string() -> String? {
        let quote = bytes[index]
        guard quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else { return nil }
        index += 1
        var text: [UInt8] = []
        while index < bytes.count, bytes[index] != quote {
            if bytes[index] == UInt8(ascii: "\\") {
                guard let scalar = escape() else { return nil }
                text.append(contentsOf: scalar)
            } else {
                text.append(bytes[index])
                index += 1
            }
        }
        guard index < bytes.count else { return nil }
        index += 1
        return String(decoding: text, as: UTF8.self)
    }

    private mutating func escape() -> [UInt8]? {
        index += 2
        guard index <= bytes.count else { return nil }
        let letter = bytes[index - 1]
        switch letter {
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "0"): return [0]
        case 0x0A: return []
        case UInt8(ascii: "\\"), UInt8(ascii: "'"), UInt8(ascii: "\""): return [letter]
        case UInt8(ascii: "x"): return scalar(digits: 2)
        case UInt8(ascii: "u"): return scalar(digits: 4)
        case UInt8(ascii: "U"): return scalar(digits: 8)
        default: return [UInt8(ascii: "\\"), letter]
        }
    }

    private mutating func scalar(digits: Int) -> [UInt8]? {
        guard index + digits <= bytes.count else { return nil }
        let text = String(decoding: bytes[index..<(index + digits)], as: UTF8.self)
        index += digits
        guard var code = UInt32(text, radix: 16) else { return nil }
        let isPair =
            (0xD800...0xDBFF).contains(code) && index + 6 <= bytes.count && bytes[index] == UInt8(ascii: "\\")
        if isPair,
            let low = UInt32(String(decoding: bytes[(index + 2)..<(index + 6)], as: UTF8.self), radix: 16)
        {
            code = 0x10000 + ((code - 0xD800) << 10) + (low &- 0xDC00)
            index += 6
        }
        return Unicode.Scalar(code).map { Array(String($0).utf8) }
    }
}

extension JSONObject {
    /// The compact JSON text.
    var jsonText: ArraySlice<UInt8> { JSONValue.object(self).jsonBytes()[...] }
}
