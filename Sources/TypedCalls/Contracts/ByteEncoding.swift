// SPDX-License-Identifier: Apache-2.0

import JSON

/// How bytes stand in a JSON string.
public enum ByteEncoding: String, Sendable, Hashable, CaseIterable {
    /// RFC 4648 §4 with padding.
    case base64
    /// Two digits a byte.
    case hex
    /// UTF-8, as it is.
    case text

    /// The bytes that a string stands for; nil when it is not in this form.
    func bytes(of text: String) -> [UInt8]? {
        switch self {
        case .base64: Base64.bytes(of: text)
        case .hex: Self.hexadecimal(text)
        case .text: Array(text.utf8)
        }
    }

    /// The string for those bytes; nil when text is due and they are not UTF-8.
    func text(of bytes: [UInt8]) -> String? {
        switch self {
        case .base64: Base64.text(of: bytes)
        case .hex:
            String(
                decoding: bytes.flatMap { [Self.digits[Int($0 >> 4)], Self.digits[Int($0 & 15)]] },
                as: UTF8.self)
        case .text: String(validating: bytes, as: UTF8.self)
        }
    }

    /// What a model has to write, for schemas.
    var schema: JSONObject {
        switch self {
        case .base64: ["type": "string", "contentEncoding": "base64"]
        case .hex: ["type": "string", "pattern": "^([0-9a-fA-F]{2})*$"]
        case .text: ["type": "string"]
        }
    }

    private static let digits = Array("0123456789abcdef".utf8)

    private static func hexadecimal(_ text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        var high: UInt8?
        for unit in text.utf8 {
            guard let digit = digits.firstIndex(of: unit | 0x20), unit > 0x2F else { return nil }
            if let first = high {
                bytes.append(first << 4 | UInt8(digit))
                high = nil
            } else {
                high = UInt8(digit)
            }
        }
        return high == nil ? bytes : nil
    }
}
