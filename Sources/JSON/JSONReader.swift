// SPDX-License-Identifier: Apache-2.0

/// A strict reader of whole JSON texts (RFC 8259): one pass, no back-tracking.
struct JSONReader {
    /// How many duplicate members are listed before the rest goes uncounted.
    static let reportedDuplicates = 32

    private let limits: JSONLimits
    private let duplicateKeys: DuplicateKeys
    private(set) var duplicates: [JSONPointer] = []
    private var index = 0
    private var depth = 0
    /// Whether this is the second reading of a text that has duplicate names, which finds where they are.
    private let locatesDuplicates: Bool
    private var hasDuplicates = false
    /// The way to the value being read; kept only by the second reading, since most texts have no duplicates.
    private var path: [String] = []
    /// Where a string with escapes is unescaped; kept for its capacity.
    private var unescaped: [UInt8] = []

    init(limits: JSONLimits, duplicateKeys: DuplicateKeys) {
        self.init(limits: limits, duplicateKeys: duplicateKeys, locatesDuplicates: false)
    }

    private init(limits: JSONLimits, duplicateKeys: DuplicateKeys, locatesDuplicates: Bool) {
        self.limits = limits
        self.duplicateKeys = duplicateKeys
        self.locatesDuplicates = locatesDuplicates
    }

    mutating func read(_ bytes: Span<UInt8>) throws(JSONError) -> JSONValue {
        guard bytes.count <= limits.bytes else {
            throw JSONError(.tooLarge, at: 0, in: bytes, detail: "the text is over \(limits.bytes) bytes")
        }
        if bytes.count >= 2 {
            try refuseOtherEncodings(bytes)
        }
        skipSpace(bytes)
        guard index < bytes.count else {
            throw JSONError(.empty, at: index, in: bytes, detail: "there is no value")
        }
        let value = try value(bytes)
        skipSpace(bytes)
        guard index == bytes.count else {
            throw fault(.trailingText, bytes, "text follows the value")
        }
        if hasDuplicates, !locatesDuplicates {
            var locating = JSONReader(limits: limits, duplicateKeys: duplicateKeys, locatesDuplicates: true)
            _ = try locating.read(bytes)
            duplicates = locating.duplicates
        }
        return value
    }

    private func refuseOtherEncodings(_ bytes: Span<UInt8>) throws(JSONError) {
        let isUTF8 = bytes.count >= 3 && bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF
        let isUTF16 = (bytes[0] == 0xFE && bytes[1] == 0xFF) || (bytes[0] == 0xFF && bytes[1] == 0xFE)
        if isUTF8 || isUTF16 {
            let detail =
                isUTF8 ? "the text starts with a byte order mark" : "the text is UTF-16, JSON is UTF-8"
            throw JSONError(.byteOrderMark, at: 0, in: bytes, detail: detail)
        }
        // What begins a JSON text is ASCII, of which every other byte is zero in UTF-16.
        let isWide = bytes.count >= 4 && (bytes[0] == 0 && bytes[2] == 0 || bytes[1] == 0 && bytes[3] == 0)
        guard !isWide else {
            throw JSONError(.unexpectedByte, at: 0, in: bytes, detail: "the text is UTF-16, JSON is UTF-8")
        }
    }

    // MARK: - Values

    private mutating func value(_ bytes: Span<UInt8>) throws(JSONError) -> JSONValue {
        guard index < bytes.count else { throw truncated(bytes) }
        switch bytes[index] {
        case UInt8(ascii: "{"): return .object(try object(bytes))
        case UInt8(ascii: "["): return .array(try array(bytes))
        case UInt8(ascii: "\""): return .string(try string(bytes))
        case UInt8(ascii: "t"): return try literal("true", .bool(true), bytes)
        case UInt8(ascii: "f"): return try literal("false", .bool(false), bytes)
        case UInt8(ascii: "n"): return try literal("null", .null, bytes)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try number(bytes))
        default: throw fault(.unexpectedByte, bytes, "a value cannot start with \(described(bytes[index]))")
        }
    }

    private mutating func object(_ bytes: Span<UInt8>) throws(JSONError) -> JSONObject {
        try enter(bytes)
        var members = JSONObject()
        if try opens(bytes, closing: UInt8(ascii: "}")) { return members }
        while true {
            guard index < bytes.count else { throw truncated(bytes) }
            guard bytes[index] == UInt8(ascii: "\"") else {
                throw fault(.unexpectedByte, bytes, "a member name in double quotes is due here")
            }
            let nameIndex = index
            let name = try string(bytes)
            skipSpace(bytes)
            try expect(UInt8(ascii: ":"), bytes, "a colon is due after the member name")
            skipSpace(bytes)
            if locatesDuplicates { path.append(name) }
            let value = try value(bytes)
            if !members.append(name, value) {
                try noteDuplicate(of: name, at: nameIndex, bytes)
            }
            if locatesDuplicates { path.removeLast() }
            if try closes(bytes, closing: UInt8(ascii: "}")) { return members }
        }
    }

    private mutating func array(_ bytes: Span<UInt8>) throws(JSONError) -> [JSONValue] {
        try enter(bytes)
        var elements: [JSONValue] = []
        if try opens(bytes, closing: UInt8(ascii: "]")) { return elements }
        while true {
            if locatesDuplicates { path.append(String(elements.count)) }
            elements.append(try value(bytes))
            if locatesDuplicates { path.removeLast() }
            if try closes(bytes, closing: UInt8(ascii: "]")) { return elements }
        }
    }

    private mutating func enter(_ bytes: Span<UInt8>) throws(JSONError) {
        depth += 1
        guard depth <= limits.depth else {
            throw fault(.tooDeep, bytes, "arrays and objects are nested over \(limits.depth) deep")
        }
    }

    /// Steps over the opening bracket; true when the closing one follows at once.
    private mutating func opens(_ bytes: Span<UInt8>, closing: UInt8) throws(JSONError) -> Bool {
        index += 1
        skipSpace(bytes)
        guard index < bytes.count else { throw truncated(bytes) }
        guard bytes[index] == closing else { return false }
        index += 1
        depth -= 1
        return true
    }

    /// Steps over a comma (false) or the closing bracket (true).
    private mutating func closes(_ bytes: Span<UInt8>, closing: UInt8) throws(JSONError) -> Bool {
        skipSpace(bytes)
        guard index < bytes.count else { throw truncated(bytes) }
        if bytes[index] == closing {
            index += 1
            depth -= 1
            return true
        }
        try expect(UInt8(ascii: ","), bytes, "a comma or the closing bracket is due here")
        skipSpace(bytes)
        return false
    }

    private mutating func literal(
        _ word: StaticString, _ value: JSONValue, _ bytes: Span<UInt8>
    ) throws(JSONError) -> JSONValue {
        let start = index
        for expected in String(describing: word).utf8 {
            guard index < bytes.count else { throw truncated(bytes) }
            guard bytes[index] == expected else {
                index = start
                throw fault(.invalidLiteral, bytes, "only true, false and null may stand without quotes")
            }
            index += 1
        }
        return value
    }

    private mutating func number(_ bytes: Span<UInt8>) throws(JSONError) -> JSONNumber {
        guard let length = JSONNumberGrammar.length(in: bytes, from: index) else {
            throw fault(.invalidNumber, bytes, "this is not a number in JSON's grammar")
        }
        let start = index
        index += length
        if let value = Self.canonicalInteger(bytes, start, length) { return JSONNumber(canonical: value) }
        var digits: [UInt8] = []
        digits.reserveCapacity(length)
        for position in start..<index { digits.append(bytes[position]) }
        return JSONNumber(grammatical: String(decoding: digits, as: UTF8.self))
    }

    /// The value of digits that are the shortest form of an integer below 10^18; nil for other numbers.
    private static func canonicalInteger(_ bytes: Span<UInt8>, _ start: Int, _ length: Int) -> Int64? {
        let isNegative = bytes[start] == UInt8(ascii: "-")
        let firstDigit = isNegative ? start + 1 : start
        guard length <= 18, !(isNegative && bytes[firstDigit] == UInt8(ascii: "0")) else { return nil }
        var value: Int64 = 0
        for position in firstDigit..<(start + length) {
            let digit = bytes[position] &- UInt8(ascii: "0")
            guard digit <= 9 else { return nil }
            value = value &* 10 &+ Int64(digit)
        }
        return isNegative ? -value : value
    }

    // MARK: - Strings

    private mutating func string(_ bytes: Span<UInt8>) throws(JSONError) -> String {
        index += 1
        let start = index
        index = JSONEscapes.endOfPlainContent(bytes, from: start)
        guard index < bytes.count else { throw truncated(bytes) }
        switch bytes[index] {
        case UInt8(ascii: "\""):
            let text = try text(of: bytes.extracting(start..<index), at: start, bytes)
            index += 1
            return text
        case UInt8(ascii: "\\"): return try escapedString(bytes, from: start)
        default: throw controlCharacter(bytes)
        }
    }

    private mutating func escapedString(_ bytes: Span<UInt8>, from start: Int) throws(JSONError) -> String {
        // Taken out while it is written to, for what reads the escapes is this reader.
        var buffer = unescaped
        unescaped = []
        defer { unescaped = buffer }
        buffer.removeAll(keepingCapacity: true)
        // No longer than what is left, and memory that is not written to costs nothing.
        try buffer.append(addingCapacity: bytes.count - start) { target throws(JSONError) in
            for position in start..<index { target.append(bytes[position]) }
            try unescape(bytes, into: &target)
        }
        let text = try text(of: buffer.span, at: start, bytes)
        index += 1
        return text
    }

    /// Goes on to the closing quote.
    private mutating func unescape(
        _ bytes: Span<UInt8>, into target: inout OutputSpan<UInt8>
    ) throws(JSONError) {
        while true {
            copyPlainContent(bytes, into: &target)
            guard index < bytes.count else { throw truncated(bytes) }
            switch bytes[index] {
            case UInt8(ascii: "\""): return
            case UInt8(ascii: "\\"): try escape(bytes, into: &target)
            default: throw controlCharacter(bytes)
            }
        }
    }

    /// Copies the run of plain content at `index`, eight bytes at a time: what is too much is taken back.
    private mutating func copyPlainContent(_ bytes: Span<UInt8>, into target: inout OutputSpan<UInt8>) {
        var position = index
        defer { index = position }
        while position + 8 <= bytes.count, target.freeCapacity >= 8 {
            let word = JSONEscapes.word(bytes, at: position)
            let count = JSONEscapes.plainCount(of: word)
            target.append(word)
            position += count
            if count < 8 { return target.removeLast(8 - count) }
        }
        while position < bytes.count, Self.isPlain(bytes[position]) {
            target.append(bytes[position])
            position += 1
        }
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    private mutating func escape(
        _ bytes: Span<UInt8>, into target: inout OutputSpan<UInt8>
    ) throws(JSONError) {
        guard index + 1 < bytes.count else { throw truncated(bytes) }
        let letter = bytes[index + 1]
        if letter == UInt8(ascii: "u") {
            let scalar = try unicodeEscape(bytes)
            for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter { target.append(byte) }
            return
        }
        guard let byte = JSONEscapes.byte(escapedAs: letter) else {
            throw fault(.invalidEscape, bytes, "\\ cannot be followed by \(described(letter))")
        }
        target.append(byte)
        index += 2
    }

    /// Reads `\uXXXX`, or the two escapes of a surrogate pair.
    private mutating func unicodeEscape(_ bytes: Span<UInt8>) throws(JSONError) -> Unicode.Scalar {
        let start = index
        let first = try hexadecimal(bytes)
        if let scalar = Unicode.Scalar(first) { return scalar }
        let hasPair =
            UTF16.isLeadSurrogate(first) && index + 1 < bytes.count && bytes[index] == UInt8(ascii: "\\")
            && bytes[index + 1] == UInt8(ascii: "u")
        if hasPair {
            let second = try hexadecimal(bytes)
            if UTF16.isTrailSurrogate(second) {
                return UTF16.decode(UTF16.EncodedScalar([first, second]))
            }
        } else if index == bytes.count {
            throw truncated(bytes)
        }
        index = start
        throw fault(.loneSurrogate, bytes, "this escape is half of a surrogate pair")
    }

    private mutating func hexadecimal(_ bytes: Span<UInt8>) throws(JSONError) -> UInt16 {
        guard index + 6 <= bytes.count else { throw truncated(bytes) }
        var value: UInt16 = 0
        for position in (index + 2)..<(index + 6) {
            guard let digit = JSONEscapes.hexadecimalValue(of: bytes[position]) else {
                throw fault(.invalidEscape, bytes, "\\u needs four hexadecimal digits")
            }
            value = value << 4 | UInt16(digit)
        }
        index += 6
        return value
    }

    private func text(
        of content: Span<UInt8>, at start: Int, _ bytes: Span<UInt8>
    ) throws(JSONError) -> String {
        do {
            return String(copying: try UTF8Span(validating: content))
        } catch {
            let offset = min(start + error.byteOffsets.lowerBound, index)
            throw JSONError(.invalidUTF8, at: offset, in: bytes, detail: "the text is not valid UTF-8")
        }
    }

    // MARK: - Small steps

    private mutating func skipSpace(_ bytes: Span<UInt8>) {
        while index < bytes.count, JSONEscapes.isSpace(bytes[index]) { index += 1 }
    }

    private mutating func expect(
        _ byte: UInt8, _ bytes: Span<UInt8>, _ detail: StaticString
    ) throws(JSONError) {
        guard index < bytes.count else { throw truncated(bytes) }
        guard bytes[index] == byte else { throw fault(.unexpectedByte, bytes, String(describing: detail)) }
        index += 1
    }

    private mutating func noteDuplicate(
        of name: String, at nameIndex: Int, _ bytes: Span<UInt8>
    ) throws(JSONError) {
        if duplicateKeys == .refused {
            let shown = JSONValue.string(String(name.unicodeScalars.prefix(64))).jsonText()
            throw JSONError(
                .duplicateKey, at: nameIndex, in: bytes, detail: "the member \(shown) is there twice")
        }
        hasDuplicates = true
        if locatesDuplicates, duplicates.count < Self.reportedDuplicates {
            duplicates.append(JSONPointer(tokens: path))
        }
    }

    private func fault(_ reason: JSONError.Reason, _ bytes: Span<UInt8>, _ detail: String) -> JSONError {
        JSONError(reason, at: index, in: bytes, detail: detail)
    }

    private func truncated(_ bytes: Span<UInt8>) -> JSONError {
        JSONError(.truncated, at: bytes.count, in: bytes, detail: "the text ends before the value does")
    }

    private func controlCharacter(_ bytes: Span<UInt8>) -> JSONError {
        fault(.controlCharacter, bytes, "\(described(bytes[index])) must be escaped inside a string")
    }

    private func described(_ byte: UInt8) -> String {
        let isPrintable = byte > 0x20 && byte < 0x7F
        return isPrintable ? "'\(Character(Unicode.Scalar(byte)))'" : "byte 0x\(String(byte, radix: 16))"
    }
}
