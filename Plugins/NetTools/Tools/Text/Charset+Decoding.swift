// SPDX-License-Identifier: Apache-2.0

internal import CHTML

extension Charset {
    /// The text that the bytes stand for; what cannot be read is U+FFFD.
    ///
    /// A byte order mark is left out.
    func decode(_ body: [UInt8]) -> String {
        let bytes = body.dropFirst(Self.mark(body)?.bytes ?? 0)
        if self == .utf8 { return String(decoding: bytes, as: UTF8.self) }
        return converted(Array(bytes)) ?? String(decoding: bytes, as: UTF8.self)
    }

    /// The text by the library; nil where it does not know the character set.
    func converted(_ bytes: [UInt8]) -> String? {
        var decoded: UnsafeMutablePointer<UInt8>?
        var count = 0
        guard unsafe chtml_decode(libraryName, bytes, bytes.count, &decoded, &count) != 0 else { return nil }
        defer { unsafe chtml_free(decoded) }
        return unsafe String(decoding: UnsafeBufferPointer(start: decoded, count: count), as: UTF8.self)
    }
}
