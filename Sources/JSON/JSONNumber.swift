// SPDX-License-Identifier: Apache-2.0

/// A JSON number, kept digit for digit as it was written.
///
/// Equality, order and hashing go by the exact decimal value, never through floating point: `1.0` equals `1`,
/// and 9007199254740993 differs from 9007199254740992.
public struct JSONNumber: Sendable {
    private enum Storage: Sendable {
        /// Written as the shortest form of an integer that fits.
        case integer(Int64)
        /// Anything else, as written, in the grammar of RFC 8259 §6.
        case text(String)
    }

    private let storage: Storage

    /// An integer of any width, kept exactly.
    public init(_ value: some BinaryInteger) {
        storage = Int64(exactly: value).map(Storage.integer) ?? .text(String(value))
    }

    /// The shortest decimal that reads back as `value`; nil for NaN and the infinities, which JSON cannot
    /// say.
    public init?(_ value: Double) {
        guard value.isFinite else { return nil }
        // By hand: Int64(exactly:) needs the C library's mathematics, which programs without Foundation do not link.
        if value.magnitude < 0x1p63, Double(Int64(value)) == value, !(value == 0 && value.sign == .minus) {
            storage = .integer(Int64(value))
        } else {
            // Swift writes 1e+20; JSON allows the sign, so the text stands as it is.
            storage = .text(value.description)
        }
    }

    /// The number that `text` spells, if it follows the grammar of RFC 8259 §6.
    public init?(text: String) {
        guard JSONNumberGrammar.matches(text.utf8) else { return nil }
        self.init(grammatical: text)
    }

    /// For text that is known to follow the grammar.
    init(grammatical text: String) {
        if let value = Int64(text), text.utf8.first != UInt8(ascii: "-") || value != 0 {
            storage = .integer(value)
        } else {
            storage = .text(text)
        }
    }

    /// For an integer read in its shortest form.
    init(canonical value: Int64) {
        storage = .integer(value)
    }

    /// The value when it is stored as an integer.
    var canonical: Int64? {
        if case .integer(let value) = storage { value } else { nil }
    }

    /// The digits as written.
    public var text: String {
        switch storage {
        case .integer(let value): String(value)
        case .text(let text): text
        }
    }

    /// The nearest double; infinite when the number is out of range.
    public var double: Double {
        switch storage {
        case .integer(let value): Double(value)
        case .text(let text): Double(text) ?? .nan
        }
    }

    /// The number as an integer type, when it is a whole number (`5.0` and `50e-1` are) that fits.
    public func exactly<Integer: FixedWidthInteger>(_ type: Integer.Type) -> Integer? {
        switch storage {
        case .integer(let value): Integer(exactly: value)
        case .text: decimal.exactly(type)
        }
    }

    /// Whether the value has no fraction, however it is written.
    public var isInteger: Bool {
        switch storage {
        case .integer: true
        case .text: decimal.isInteger
        }
    }

    /// The exact value in normal form.
    var decimal: JSONDecimal {
        switch storage {
        case .integer(let value): JSONDecimal(value)
        case .text(let text): JSONDecimal(grammatical: text)
        }
    }
}

extension JSONNumber: Hashable, Comparable {
    /// Whether both have the same value, however written.
    public static func == (left: JSONNumber, right: JSONNumber) -> Bool {
        if case .integer(let left) = left.storage, case .integer(let right) = right.storage {
            return left == right
        }
        return left.decimal == right.decimal
    }

    /// Whether the left value is less, exactly.
    public static func < (left: JSONNumber, right: JSONNumber) -> Bool {
        if case .integer(let left) = left.storage, case .integer(let right) = right.storage {
            return left < right
        }
        return left.decimal < right.decimal
    }

    /// Hashes by value.
    public func hash(into hasher: inout Hasher) {
        // Equal values must hash alike, however they are stored.
        if let value = exactly(Int64.self) {
            hasher.combine(value)
        } else {
            hasher.combine(decimal)
        }
    }
}

extension JSONNumber: CustomStringConvertible, ExpressibleByIntegerLiteral {
    /// The digits as written.
    public var description: String { text }
    /// An integer.
    public init(integerLiteral value: Int64) { self.init(value) }
}
