// SPDX-License-Identifier: Apache-2.0

/// Formats that name things: JSON Pointers (RFC 6901, and its relative draft) and UUIDs (RFC 4122).
enum PointerFormats {
    static func isPointer(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard let first = bytes.first else { return true }
        guard first == UInt8(ascii: "/") else { return false }
        return bytes.indices.allSatisfy { index in
            guard bytes[index] == UInt8(ascii: "~") else { return true }
            return index + 1 < bytes.endIndex
                && (bytes[index + 1] == UInt8(ascii: "0") || bytes[index + 1] == UInt8(ascii: "1"))
        }
    }

    static func isRelativePointer(_ bytes: [UInt8]) -> Bool {
        let levels = bytes.prefix(while: \.isASCIIDigit)
        guard !levels.isEmpty, levels.count == 1 || levels.first != UInt8(ascii: "0") else { return false }
        let rest = bytes[levels.endIndex...]
        return rest.elementsEqual("#".utf8) || isPointer(rest)
    }

    static func isUUID(_ bytes: [UInt8]) -> Bool {
        let parts = bytes.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        return parts.map(\.count) == [8, 4, 4, 4, 12]
            && parts.allSatisfy { $0.allSatisfy { $0.hexadecimalValue != nil } }
    }
}
