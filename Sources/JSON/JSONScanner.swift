// SPDX-License-Identifier: Apache-2.0

/// An incremental scanner that says where the parts of a JSON value begin and end, and where the value is over.
///
/// It is fed bytes in any cut and keeps nothing but its state, so each byte is looked at once. It checks the
/// grammar of RFC 8259 save two things that need the text itself: UTF-8, and the pairing of surrogate escapes.
public struct JSONScanner: Sendable {
    /// Faults that models make and that the scanner can be told to pass over.
    public struct Tolerance: OptionSet, Sendable, Hashable {
        /// The faults as bits.
        public let rawValue: UInt8

        /// The faults whose bits are set.
        public init(rawValue: UInt8) {
            self.rawValue = rawValue
        }

        /// Line ends, tabs and other control characters inside a string.
        public static let controlCharacters = Tolerance(rawValue: 1)
        /// A comma before a closing bracket.
        public static let trailingCommas = Tolerance(rawValue: 2)
        /// `True`, `False` and `None`.
        public static let pythonLiterals = Tolerance(rawValue: 4)
        /// Strings in single quotes.
        public static let singleQuotes = Tolerance(rawValue: 8)
        /// Member names without quotes.
        public static let bareNames = Tolerance(rawValue: 16)

        /// All of them.
        public static let all: Tolerance = [
            .controlCharacters, .trailingCommas, .pythonLiterals, .singleQuotes, .bareNames,
        ]
    }

    /// What the scanner came upon.
    public enum Token: Sendable, Hashable {
        /// The bytes are used up and the value goes on.
        case needsMore
        case objectStart
        case objectEnd
        case arrayStart
        case arrayEnd
        /// The first byte of a member's name, its quote.
        case nameStart
        /// The last byte of a member's name.
        case nameEnd
        case stringStart
        case stringEnd
        /// The first byte of a number or a literal.
        case scalarStart
        /// The byte after a number or a literal, which is not consumed.
        case scalarEnd
        /// The byte that cannot stand here, which is not consumed; the scanner goes no further.
        case fault(JSONError.Reason)
    }

    /// How many arrays and objects are open.
    public private(set) var depth = 0
    /// The tolerated faults met so far.
    public private(set) var irregularities: Tolerance = []

    private let tolerance: Tolerance
    @usableFromInline var state = JSONScannerState.value
    /// What to return to after an escape, and what ends the string.
    private var quote = UInt8(ascii: "\"")
    private var isName = false
    private var hexadecimalDigits = 0
    /// The rest of the literal being read, its next byte lowest.
    private var literal: UInt64 = 0
    /// One bit a level: set for objects.
    private var containers = InlineArray<8, UInt64>(repeating: 0)

    /// The deepest nesting it follows; that of `JSONLimits.depth`.
    public static let maximumDepth = 512

    /// - Parameter tolerance: the faults to pass over; none by default.
    public init(tolerating tolerance: Tolerance = []) {
        self.tolerance = tolerance
    }

    /// Whether the value has ended.
    ///
    /// A number or literal at the top level ends only with the byte after it.
    public var isComplete: Bool { state == .done }

    /// Whether a number that would be complete if the text ended here is open.
    public var isCompletableNumber: Bool {
        switch state {
        case .zero, .integer, .fraction, .exponent: true
        default: false
        }
    }

    /// Goes on to the next token and leaves `index` after it.
    ///
    /// - Complexity: O(bytes consumed).
    public mutating func next(in bytes: Span<UInt8>, at index: inout Int) -> Token {
        while index < bytes.count {
            if isInContent {
                index = JSONEscapes.endOfPlainContent(bytes, from: index, quote: quote)
                guard index < bytes.count else { return .needsMore }
            }
            if let token = step(bytes[index], &index) { return token }
        }
        return .needsMore
    }

    /// Takes one byte; nil when it made no token.
    private mutating func step(_ byte: UInt8, _ index: inout Int) -> Token? {
        switch state {
        case .value, .firstElement, .element, .firstName, .name, .colon, .afterValue:
            return structure(byte, &index)
        case .string:
            return string(byte, &index)
        case .escape:
            return escape(byte, &index)
        case .hexadecimal:
            return hexadecimal(byte, &index)
        case .bareName:
            return bareName(byte, &index)
        case .literal:
            return literal(byte, &index)
        case .minus, .zero, .integer, .point, .fraction, .exponentMark, .exponentSign, .exponent:
            return number(byte, &index)
        case .done:
            return fault(.trailingText)
        case .faulted(let reason):
            return .fault(reason)
        }
    }

    private mutating func fault(_ reason: JSONError.Reason) -> Token {
        state = .faulted(reason)
        return .fault(reason)
    }

    // MARK: - Structure

    private mutating func structure(_ byte: UInt8, _ index: inout Int) -> Token? {
        if JSONEscapes.isSpace(byte) {
            index += 1
            return nil
        }
        switch state {
        case .value: return value(byte, &index)
        case .firstElement: return byte == UInt8(ascii: "]") ? close(byte, &index) : value(byte, &index)
        case .element:
            guard byte == UInt8(ascii: "]") else { return value(byte, &index) }
            return tolerate(.trailingCommas) ? close(byte, &index) : fault(.unexpectedByte)
        case .firstName: return byte == UInt8(ascii: "}") ? close(byte, &index) : name(byte, &index)
        case .name:
            guard byte == UInt8(ascii: "}") else { return name(byte, &index) }
            return tolerate(.trailingCommas) ? close(byte, &index) : fault(.unexpectedByte)
        case .colon:
            guard byte == UInt8(ascii: ":") else { return fault(.unexpectedByte) }
            index += 1
            state = .value
            return nil
        default:
            return afterValue(byte, &index)
        }
    }

    private mutating func afterValue(_ byte: UInt8, _ index: inout Int) -> Token? {
        if byte == UInt8(ascii: ",") {
            index += 1
            state = isInObject ? .name : .element
            return nil
        }
        let closing = isInObject ? UInt8(ascii: "}") : UInt8(ascii: "]")
        return byte == closing ? close(byte, &index) : fault(.unexpectedByte)
    }

    private mutating func value(_ byte: UInt8, _ index: inout Int) -> Token {
        switch byte {
        case UInt8(ascii: "{"): return open(isObject: true, &index)
        case UInt8(ascii: "["): return open(isObject: false, &index)
        case UInt8(ascii: "\""): return openString(byte, isName: false, &index)
        case UInt8(ascii: "'"):
            return tolerate(.singleQuotes) ? openString(byte, isName: false, &index) : fault(.unexpectedByte)
        case UInt8(ascii: "-"): return openScalar(.minus, &index)
        case UInt8(ascii: "0"): return openScalar(.zero, &index)
        case UInt8(ascii: "1")...UInt8(ascii: "9"): return openScalar(.integer, &index)
        case UInt8(ascii: "t"): return openLiteral(Word.lowerTrue, &index)
        case UInt8(ascii: "f"): return openLiteral(Word.lowerFalse, &index)
        case UInt8(ascii: "n"): return openLiteral(Word.null, &index)
        case UInt8(ascii: "T"), UInt8(ascii: "F"), UInt8(ascii: "N"):
            guard tolerate(.pythonLiterals) else { return fault(.invalidLiteral) }
            switch byte {
            case UInt8(ascii: "T"): return openLiteral(Word.upperTrue, &index)
            case UInt8(ascii: "F"): return openLiteral(Word.upperFalse, &index)
            default: return openLiteral(Word.none, &index)
            }
        default: return fault(.unexpectedByte)
        }
    }

    private mutating func name(_ byte: UInt8, _ index: inout Int) -> Token {
        if byte == UInt8(ascii: "\"") { return openString(byte, isName: true, &index) }
        if byte == UInt8(ascii: "'"), tolerate(.singleQuotes) {
            return openString(byte, isName: true, &index)
        }
        guard Self.isWordByte(byte), tolerate(.bareNames) else { return fault(.unexpectedByte) }
        index += 1
        state = .bareName
        return .nameStart
    }

    private mutating func tolerate(_ fault: Tolerance) -> Bool {
        guard tolerance.contains(fault) else { return false }
        irregularities.insert(fault)
        return true
    }

    private mutating func open(isObject: Bool, _ index: inout Int) -> Token {
        guard depth < Self.maximumDepth else { return fault(.tooDeep) }
        let bit: UInt64 = 1 << UInt64(depth & 63)
        if isObject {
            containers[depth >> 6] |= bit
        } else {
            containers[depth >> 6] &= ~bit
        }
        depth += 1
        index += 1
        state = isObject ? .firstName : .firstElement
        return isObject ? .objectStart : .arrayStart
    }

    private mutating func close(_ byte: UInt8, _ index: inout Int) -> Token {
        depth -= 1
        index += 1
        state = depth == 0 ? .done : .afterValue
        return byte == UInt8(ascii: "}") ? .objectEnd : .arrayEnd
    }

    private var isInObject: Bool {
        depth > 0 && containers[(depth - 1) >> 6] & (1 << UInt64((depth - 1) & 63)) != 0
    }

    // MARK: - Strings and names

    private mutating func openString(_ quote: UInt8, isName: Bool, _ index: inout Int) -> Token {
        self.quote = quote
        self.isName = isName
        index += 1
        state = .string
        return isName ? .nameStart : .stringStart
    }

    private mutating func string(_ byte: UInt8, _ index: inout Int) -> Token? {
        if byte == quote {
            index += 1
            return endOfText()
        }
        if byte == UInt8(ascii: "\\") {
            state = .escape
        } else if !tolerate(.controlCharacters) {
            return fault(.controlCharacter)
        }
        index += 1
        return nil
    }

    private mutating func endOfText() -> Token {
        if isName {
            state = .colon
            return .nameEnd
        }
        state = depth == 0 ? .done : .afterValue
        return .stringEnd
    }

    private mutating func escape(_ byte: UInt8, _ index: inout Int) -> Token? {
        if byte == UInt8(ascii: "u") {
            state = .hexadecimal
            hexadecimalDigits = 0
        } else if JSONEscapes.byte(escapedAs: byte) != nil || (byte == quote && byte == UInt8(ascii: "'")) {
            state = .string
        } else {
            return fault(.invalidEscape)
        }
        index += 1
        return nil
    }

    private mutating func hexadecimal(_ byte: UInt8, _ index: inout Int) -> Token? {
        guard JSONEscapes.hexadecimalValue(of: byte) != nil else { return fault(.invalidEscape) }
        index += 1
        hexadecimalDigits += 1
        if hexadecimalDigits == 4 { state = .string }
        return nil
    }

    private mutating func bareName(_ byte: UInt8, _ index: inout Int) -> Token? {
        guard Self.isWordByte(byte) || byte &- UInt8(ascii: "0") <= 9 else {
            state = .colon
            return .nameEnd
        }
        index += 1
        return nil
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        (byte | 0x20) &- UInt8(ascii: "a") <= 25 || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "$")
    }

    // MARK: - Numbers and literals

    private mutating func openScalar(_ first: JSONScannerState, _ index: inout Int) -> Token {
        index += 1
        state = first
        return .scalarStart
    }

    private mutating func openLiteral(_ word: UInt64, _ index: inout Int) -> Token {
        literal = word >> 8
        return openScalar(.literal, &index)
    }

    /// The letters of each literal in one integer, the first one lowest.
    private enum Word {
        static let lowerTrue: UInt64 = 0x65757274
        static let lowerFalse: UInt64 = 0x65736C6166
        static let null: UInt64 = 0x6C6C756E
        static let upperTrue: UInt64 = 0x65757254
        static let upperFalse: UInt64 = 0x65736C6146
        static let none: UInt64 = 0x656E6F4E
    }

    private mutating func literal(_ byte: UInt8, _ index: inout Int) -> Token? {
        if literal == 0 { return endOfScalar() }
        guard UInt64(byte) == literal & 0xFF else { return fault(.invalidLiteral) }
        index += 1
        literal >>= 8
        return nil
    }

    private mutating func endOfScalar() -> Token {
        state = depth == 0 ? .done : .afterValue
        return .scalarEnd
    }

    private mutating func number(_ byte: UInt8, _ index: inout Int) -> Token? {
        guard let following = state.number(after: byte) else {
            return isCompletableNumber ? endOfScalar() : fault(.invalidNumber)
        }
        index += 1
        state = following
        return nil
    }
}
