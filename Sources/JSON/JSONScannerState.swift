// SPDX-License-Identifier: Apache-2.0

/// Where in the grammar of RFC 8259 a scanner stands.
@usableFromInline
enum JSONScannerState: Sendable, Equatable {
    case value
    /// After `[`.
    case firstElement
    /// After a comma in an array.
    case element
    /// After `{`.
    case firstName
    /// After a comma in an object.
    case name
    case colon
    case afterValue
    case string
    case escape
    case hexadecimal
    case bareName
    case literal
    case minus
    case zero
    case integer
    case point
    case fraction
    case exponentMark
    case exponentSign
    case exponent
    case done
    case faulted(JSONError.Reason)

    /// The state after one more byte of a number; nil when the byte is no part of it.
    func number(after byte: UInt8) -> JSONScannerState? {
        let isDigit = byte &- UInt8(ascii: "0") <= 9
        let isMark = byte | 0x20 == UInt8(ascii: "e")
        switch self {
        case .minus:
            return isDigit ? (byte == UInt8(ascii: "0") ? .zero : .integer) : nil
        case .zero, .integer:
            if byte == UInt8(ascii: ".") { return .point }
            if isMark { return .exponentMark }
            return isDigit && self == .integer ? .integer : nil
        case .point, .fraction:
            if isDigit { return .fraction }
            return isMark && self == .fraction ? .exponentMark : nil
        case .exponentMark:
            if isDigit { return .exponent }
            return byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") ? .exponentSign : nil
        case .exponentSign, .exponent:
            return isDigit ? .exponent : nil
        default:
            return nil
        }
    }
}
