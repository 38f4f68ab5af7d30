// SPDX-License-Identifier: Apache-2.0

/// Goes through JSON that lies whole in memory, value by value, as fast as its bytes can be looked at.
///
/// It accepts no byte that RFC 8259 forbids, save that strings need not be UTF-8. Of what is rare it says nothing,
/// which is the same answer as for what is wrong; both are for another reader.
struct JSONCursor {
    /// A value of which at most the beginning was read.
    enum Value {
        case null
        /// What is between the quotes.
        case string(Range<Int>)
        case number(Range<Int>)
        case bool
        /// Its members follow.
        case object
        /// Its elements follow.
        case array
    }

    /// What comes next in an object.
    enum Member {
        /// A member, its name between the quotes; its value follows.
        case named(Range<Int>)
        case end
    }

    /// The deepest nesting that is passed over; servers send four levels.
    private static let depth = 32

    private(set) var index = 0

    // MARK: - Structure

    /// Goes on to the next member of the object that is open; nil when it has none.
    @inline(__always)
    mutating func member(_ bytes: Span<UInt8>, isFirst: inout Bool) -> Member? {
        guard var byte = next(bytes) else { return nil }
        if byte == UInt8(ascii: "}") {
            index += 1
            return .end
        }
        if !isFirst {
            guard byte == UInt8(ascii: ",") else { return nil }
            index += 1
            guard let following = next(bytes) else { return nil }
            byte = following
        }
        isFirst = false
        guard byte == UInt8(ascii: "\""), let name = string(bytes), next(bytes) == UInt8(ascii: ":") else {
            return nil
        }
        index += 1
        return .named(name)
    }

    /// Goes on to the next element of the array that is open; false at its end, nil when it has neither.
    mutating func element(_ bytes: Span<UInt8>, isFirst: inout Bool) -> Bool? {
        guard let byte = next(bytes) else { return nil }
        if byte == UInt8(ascii: "]") {
            index += 1
            return false
        }
        if !isFirst {
            guard byte == UInt8(ascii: ","), next(bytes, after: 1) != UInt8(ascii: "]") else { return nil }
        }
        isFirst = false
        return true
    }

    /// Whether nothing but white space is left.
    mutating func isAtEnd(_ bytes: Span<UInt8>) -> Bool {
        next(bytes) == nil
    }

    /// The next byte that is no white space, which is not consumed.
    @inline(__always)
    private mutating func next(_ bytes: Span<UInt8>, after count: Int = 0) -> UInt8? {
        index += count
        while index < bytes.count {
            let byte = bytes[index]
            if byte > 0x20 { return byte }
            guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return byte }
            index += 1
        }
        return nil
    }

    // MARK: - Values

    /// Reads a value, of an object or an array its bracket.
    mutating func value(_ bytes: Span<UInt8>) -> Value? {
        guard let byte = next(bytes) else { return nil }
        switch byte {
        case UInt8(ascii: "\""): return string(bytes).map { .string($0) }
        case UInt8(ascii: "{"):
            index += 1
            return .object
        case UInt8(ascii: "["):
            index += 1
            return .array
        case UInt8(ascii: "n"): return literal(Self.null, bytes) ? .null : nil
        case UInt8(ascii: "t"): return literal(Self.true, bytes) ? .bool : nil
        case UInt8(ascii: "f"): return literal(Self.false, bytes) ? .bool : nil
        default: return number(bytes).map { .number($0) }
        }
    }

    /// Passes over a value with all that is in it.
    mutating func skip(_ bytes: Span<UInt8>, depth: Int = JSONCursor.depth) -> Bool {
        var isFirst = true
        switch value(bytes) {
        case nil: return false
        case .object?:
            guard depth > 0 else { return false }
            while let member = member(bytes, isFirst: &isFirst) {
                guard case .named = member else { return true }
                guard skip(bytes, depth: depth - 1) else { return false }
            }
            return false
        case .array?:
            guard depth > 0 else { return false }
            while let goesOn = element(bytes, isFirst: &isFirst) {
                guard goesOn else { return true }
                guard skip(bytes, depth: depth - 1) else { return false }
            }
            return false
        case .null?, .string?, .number?, .bool?: return true
        }
    }

    /// The letters of each literal in one integer, the first one lowest.
    private static let null: UInt64 = 0x6C6C_756E
    private static let `true`: UInt64 = 0x6575_7274
    private static let `false`: UInt64 = 0x65_736C_6166

    private mutating func literal(_ letters: UInt64, _ bytes: Span<UInt8>) -> Bool {
        var rest = letters
        while rest != 0 {
            guard index < bytes.count, UInt64(bytes[index]) == rest & 0xFF else { return false }
            rest >>= 8
            index += 1
        }
        return true
    }

    private mutating func number(_ bytes: Span<UInt8>) -> Range<Int>? {
        let start = index
        if index < bytes.count, bytes[index] == UInt8(ascii: "-") { index += 1 }
        let whole = digits(bytes)
        guard whole > 0, whole == 1 || bytes[index - whole] != UInt8(ascii: "0") else { return nil }
        if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
            index += 1
            guard digits(bytes) > 0 else { return nil }
        }
        if index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") {
            index += 1
            if index < bytes.count, bytes[index] == UInt8(ascii: "+") || bytes[index] == UInt8(ascii: "-") {
                index += 1
            }
            guard digits(bytes) > 0 else { return nil }
        }
        return start..<index
    }

    private mutating func digits(_ bytes: Span<UInt8>) -> Int {
        let start = index
        while index < bytes.count, bytes[index] &- UInt8(ascii: "0") <= 9 { index += 1 }
        return index - start
    }

    // MARK: - Strings

    /// Reads a string from its opening quote on.
    private mutating func string(_ bytes: Span<UInt8>) -> Range<Int>? {
        let start = index + 1
        var position = start
        while let end = bytes.endOfContent(from: position) {
            switch bytes[end] {
            case UInt8(ascii: "\""):
                index = end + 1
                return start..<end
            case UInt8(ascii: "\\"):
                guard let length = Self.escape(bytes, at: end + 1) else { return nil }
                position = end + 1 + length
            default: return nil
            }
        }
        return nil
    }

    /// How long the escape is whose backslash stands before `position`.
    private static func escape(_ bytes: Span<UInt8>, at position: Int) -> Int? {
        guard position < bytes.count else { return nil }
        switch bytes[position] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return 1
        case UInt8(ascii: "u"):
            guard position + 5 <= bytes.count else { return nil }
            for index in (position + 1)..<(position + 5) where !isHexadecimal(bytes[index]) { return nil }
            return 5
        default: return nil
        }
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        byte &- UInt8(ascii: "0") <= 9 || (byte | 0x20) &- UInt8(ascii: "a") <= 5
    }
}
