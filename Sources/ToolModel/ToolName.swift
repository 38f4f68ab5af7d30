// SPDX-License-Identifier: Apache-2.0

/// The rules for tool names.
public enum ToolName {
    /// The longest name that OpenAI-compatible upstreams accept, in bytes.
    public static let maximumBytes = 64

    /// Whether `name` follows `[A-Za-z_][A-Za-z0-9_-]{0,63}`.
    public static func isValid(_ name: String) -> Bool {
        guard let first = name.utf8.first, isLetter(first), name.utf8.count <= maximumBytes else {
            return false
        }
        return name.utf8.allSatisfy { isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "-") }
    }

    /// The name in snake_case, as LM Studio shows it to models: `listFiles` becomes `list_files`, `HTTPGet` `http_get`.
    public static func snakeCase(_ name: String) -> String {
        let bytes = Array(name.utf8)
        var result: [UInt8] = []
        for (index, byte) in bytes.enumerated() {
            guard isUpper(byte) else {
                result.append(byte == UInt8(ascii: "-") || byte == 0x20 ? UInt8(ascii: "_") : byte)
                continue
            }
            let follows =
                index > 0 && bytes[index - 1] != UInt8(ascii: "_") && bytes[index - 1] != UInt8(ascii: "-")
            let startsWord =
                follows
                && (!isUpper(bytes[index - 1]) || (index + 1 < bytes.count && isLower(bytes[index + 1])))
            if startsWord { result.append(UInt8(ascii: "_")) }
            result.append(byte | 0x20)
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        isUpper(byte) || isLower(byte) || byte == UInt8(ascii: "_")
    }

    private static func isUpper(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")
    }

    private static func isLower(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z")
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }
}
