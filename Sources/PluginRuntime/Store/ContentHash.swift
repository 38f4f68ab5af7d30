// SPDX-License-Identifier: Apache-2.0

import CDigest

/// The SHA-256 hash of a file's bytes: which version of a plugin it is.
public struct ContentHash: Sendable, Hashable, CustomStringConvertible {
    /// The 32 bytes.
    public let bytes: [UInt8]

    /// The hash of these bytes.
    public init(of content: [UInt8]) {
        var hash = RunningHash()
        hash.add(content[...])
        self = hash.end()
    }

    /// The hash that 64 hexadecimal digits spell; nil for any other text.
    public init?(_ text: String) {
        let digits = Array(text.utf8)
        guard digits.count == 2 * Self.byteCount else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = Self.value(digits[index]), let low = Self.value(digits[index + 1]) else {
                return nil
            }
            bytes.append(high << 4 | low)
        }
        self.bytes = bytes
    }

    fileprivate init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// 64 hexadecimal digits in lower case.
    public var description: String {
        String(
            decoding: bytes.flatMap { [Self.digits[Int($0 >> 4)], Self.digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// The first 12 digits, enough to tell versions apart in a log.
    var short: String { String(description.prefix(12)) }

    fileprivate static let byteCount = Int(CD_SHA256_BYTES)
    private static let digits = Array("0123456789abcdef".utf8)

    private static func value(_ digit: UInt8) -> UInt8? {
        digits.firstIndex(of: digit).map(UInt8.init)
    }
}

/// A `ContentHash` in the making.
struct RunningHash {
    private var hash = cd_sha256()

    init() {
        unsafe cd_sha256_begin(&hash)
    }

    mutating func add(_ bytes: ArraySlice<UInt8>) {
        unsafe bytes.withUnsafeBytes { unsafe cd_sha256_add(&hash, $0.baseAddress, $0.count) }
    }

    /// The hash of all that was added; nothing may be added any more.
    mutating func end() -> ContentHash {
        var result = [UInt8](repeating: 0, count: ContentHash.byteCount)
        unsafe cd_sha256_end(&hash, &result)
        return ContentHash(result)
    }
}
