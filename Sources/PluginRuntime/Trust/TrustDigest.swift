// SPDX-License-Identifier: Apache-2.0

/// SHA-256 after FIPS 180-4, as 64 hexadecimal digits.
enum TrustDigest {
    /// The digest of these bytes.
    static func of(_ bytes: [UInt8]) -> String {
        ContentHash(of: bytes).description
    }

    /// The digest of a file's bytes; nil when not all of them can be read.
    static func of(_ file: any ByteSource) -> String? {
        var hash = RunningHash()
        var offset = 0
        while offset < file.count {
            guard let bytes = file.bytes(at: offset, count: min(pieceBytes, file.count - offset)) else {
                return nil
            }
            hash.add(bytes[...])
            offset += bytes.count
        }
        return hash.end().description
    }

    /// Few system calls, and little memory.
    private static let pieceBytes = 1 << 20
}
