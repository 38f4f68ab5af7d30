// SPDX-License-Identifier: Apache-2.0

/// URIs and IRIs by RFC 3986 and 3987, templates by RFC 6570.
enum URIFormats {
    static func isReference(_ bytes: [UInt8], needsScheme: Bool, isInternational: Bool) -> Bool {
        var rest = bytes[...]
        if let mark = rest.firstIndex(of: UInt8(ascii: "#")) {
            guard isText(rest[(mark + 1)...], also: ":@/?", isInternational) else { return false }
            rest = rest[..<mark]
        }
        if let mark = rest.firstIndex(of: UInt8(ascii: "?")) {
            guard isText(rest[(mark + 1)...], also: ":@/?", isInternational) else { return false }
            rest = rest[..<mark]
        }
        let head = rest.prefix { $0 != UInt8(ascii: ":") && $0 != UInt8(ascii: "/") }
        if head.endIndex < rest.endIndex, rest[head.endIndex] == UInt8(ascii: ":") {
            // A colon in the first part of a path without scheme would make that part a scheme.
            guard isScheme(head) else { return false }
            rest = rest[(head.endIndex + 1)...]
        } else if needsScheme {
            return false
        }
        if rest.starts(with: "//".utf8) {
            rest = rest.dropFirst(2)
            let authority = rest.prefix { $0 != UInt8(ascii: "/") }
            guard isAuthority(authority, isInternational) else { return false }
            rest = rest[authority.endIndex...]
        }
        return isText(rest, also: ":@/", isInternational)
    }

    private static func isScheme(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard let first = bytes.first, first.isASCIILetter else { return false }
        return bytes.allSatisfy { $0.isASCIILetter || $0.isASCIIDigit || "+-.".utf8.contains($0) }
    }

    private static func isAuthority(_ bytes: ArraySlice<UInt8>, _ isInternational: Bool) -> Bool {
        var host = bytes
        if let at = bytes.lastIndex(of: UInt8(ascii: "@")) {
            guard isText(bytes[..<at], also: ":", isInternational) else { return false }
            host = bytes[(at + 1)...]
        }
        if host.first == UInt8(ascii: "[") {
            guard let end = host.firstIndex(of: UInt8(ascii: "]")) else { return false }
            let after = host[(end + 1)...]
            guard isLiteral(host[(host.startIndex + 1)..<end]) else { return false }
            return after.isEmpty
                || after.first == UInt8(ascii: ":") && after.dropFirst().allSatisfy(\.isASCIIDigit)
        }
        if let colon = host.lastIndex(of: UInt8(ascii: ":")) {
            guard host[(colon + 1)...].allSatisfy(\.isASCIIDigit) else { return false }
            host = host[..<colon]
        }
        return isText(host, also: "", isInternational)
    }

    private static func isLiteral(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard let first = bytes.first, first | 0x20 == UInt8(ascii: "v") else {
            return NetworkFormats.isIPv6(bytes)
        }
        let parts = bytes.dropFirst().split(
            separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        return parts.count == 2 && !parts[0].isEmpty && parts[0].allSatisfy { $0.hexadecimalValue != nil }
            && !parts[1].isEmpty && isText(parts[1], also: ":", false)
            && !parts[1].contains(UInt8(ascii: "%"))
    }

    /// Unreserved characters, sub-delimiters, percent escapes, and those of `extra`.
    private static func isText(
        _ bytes: ArraySlice<UInt8>, also extra: StaticString, _ isInternational: Bool
    ) -> Bool {
        let allowed = Array("-._~!$&'()*+,;=\(extra)".utf8)
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let byte = bytes[index]
            if byte == UInt8(ascii: "%") {
                guard index + 2 < bytes.endIndex, bytes[index + 1].hexadecimalValue != nil,
                    bytes[index + 2].hexadecimalValue != nil
                else { return false }
                index += 2
            } else if byte >= 0x80 {
                guard isInternational else { return false }
            } else if !byte.isASCIILetter, !byte.isASCIIDigit, !allowed.contains(byte) {
                return false
            }
            index += 1
        }
        return true
    }

    // MARK: - Templates

    static func isTemplate(_ bytes: [UInt8]) -> Bool {
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            switch byte {
            case UInt8(ascii: "{"):
                guard let end = bytes[index...].firstIndex(of: UInt8(ascii: "}")),
                    isExpression(bytes[(index + 1)..<end])
                else { return false }
                index = end
            case UInt8(ascii: "%"):
                guard isEscape(bytes[...], at: index) else { return false }
                index += 2
            case ...0x20, 0x7F, UInt8(ascii: "\""), UInt8(ascii: "<"), UInt8(ascii: ">"),
                UInt8(ascii: "\\"), UInt8(ascii: "^"), UInt8(ascii: "`"), UInt8(ascii: "|"),
                UInt8(ascii: "}"):
                return false
            default: break
            }
            index += 1
        }
        return true
    }

    private static func isEscape(_ bytes: ArraySlice<UInt8>, at index: Int) -> Bool {
        index + 2 < bytes.endIndex && bytes[index + 1].hexadecimalValue != nil
            && bytes[index + 2].hexadecimalValue != nil
    }

    private static func isExpression(_ bytes: ArraySlice<UInt8>) -> Bool {
        var rest = bytes
        if let operation = rest.first, "+#./;?&=,!@|".utf8.contains(operation) { rest = rest.dropFirst() }
        return rest.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).allSatisfy(
            isVariable)
    }

    private static func isVariable(_ bytes: ArraySlice<UInt8>) -> Bool {
        var name = bytes
        if name.last == UInt8(ascii: "*") {
            name = name.dropLast()
        } else if let colon = name.firstIndex(of: UInt8(ascii: ":")) {
            let length = name[(colon + 1)...]
            guard (1...4).contains(length.count), length.allSatisfy(\.isASCIIDigit),
                length.first != UInt8(ascii: "0")
            else { return false }
            name = name[..<colon]
        }
        let parts = name.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.allSatisfy({ !$0.isEmpty }) else { return false }
        return name.indices.allSatisfy { index in
            let byte = name[index]
            if byte == UInt8(ascii: "%") { return isEscape(name, at: index) }
            return byte.isASCIILetter || byte.isASCIIDigit || byte == UInt8(ascii: "_")
                || byte == UInt8(ascii: ".")
        }
    }
}
