// SPDX-License-Identifier: Apache-2.0

public import Diagnostics

/// Why a text was refused as JSON.
public struct JSONError: UserFacingError, Hashable {
    /// What is wrong, by the rules of RFC 8259.
    public enum Reason: String, Sendable, Hashable, CaseIterable {
        case empty = "json_empty"
        case truncated = "json_truncated"
        case unexpectedByte = "json_unexpected_byte"
        case trailingText = "json_trailing_text"
        case byteOrderMark = "json_byte_order_mark"
        case invalidNumber = "json_invalid_number"
        case invalidLiteral = "json_invalid_literal"
        case invalidEscape = "json_invalid_escape"
        case loneSurrogate = "json_lone_surrogate"
        case controlCharacter = "json_control_character"
        case invalidUTF8 = "json_invalid_utf8"
        case duplicateKey = "json_duplicate_key"
        case tooDeep = "json_too_deep"
        case tooLarge = "json_too_large"
    }

    /// What is wrong.
    public let reason: Reason
    /// Where, as a count of bytes from the start of the text.
    public let offset: Int
    /// The line, from 1 on.
    public let line: Int
    /// The byte within the line, from 1 on.
    public let column: Int
    private let detail: String

    init(_ reason: Reason, at offset: Int, in bytes: Span<UInt8>, detail: String) {
        self.reason = reason
        self.offset = offset
        self.detail = detail
        var line = 1
        var lineStart = 0
        for index in 0..<min(offset, bytes.count) where bytes[index] == UInt8(ascii: "\n") {
            line += 1
            lineStart = index + 1
        }
        self.line = line
        column = offset - lineStart + 1
    }

    /// The reason's name.
    public var code: String { reason.rawValue }

    /// The place and what is wrong there, as one sentence.
    public var message: String {
        "Not valid JSON at line \(line), column \(column): \(detail)."
    }
}
