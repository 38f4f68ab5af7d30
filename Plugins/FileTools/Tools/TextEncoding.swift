// SPDX-License-Identifier: Apache-2.0

/// How the bytes of a text file stand for characters.
enum TextEncoding: String, Sendable, CaseIterable {
    case utf8 = "utf-8"
    case utf16LittleEndian = "utf-16le"
    case utf16BigEndian = "utf-16be"
    case latin1 = "iso-8859-1"
    /// Latin-1 with the characters that Windows has at 0x80 to 0x9F.
    case windows1252 = "windows-1252"

    /// So many bytes from the start of a file decide about its encoding and type.
    static let sampleBytes = 64 << 10

    /// The encoding of a text that begins with `sample`; nil when the bytes are no text.
    ///
    /// A byte order mark decides; then NUL or other control characters mean binary; then valid UTF-8 is
    /// UTF-8; what is left is Latin-1, or Windows-1252 when it uses the bytes that Latin-1 leaves to control
    /// characters.
    init?(sample: [UInt8]) {
        if sample.starts(with: [0xFF, 0xFE, 0, 0]) || sample.starts(with: [0, 0, 0xFE, 0xFF]) { return nil }
        if sample.starts(with: [0xFF, 0xFE]) {
            self = .utf16LittleEndian
        } else if sample.starts(with: [0xFE, 0xFF]) {
            self = .utf16BigEndian
        } else if sample.contains(where: Self.isBinaryControl) {
            return nil
        } else if Self.isUTF8(sample) {
            self = .utf8
        } else {
            self = sample.contains { (0x80...0x9F).contains($0) } ? .windows1252 : .latin1
        }
    }

    /// Bytes of the byte order mark at the start of `sample`.
    func markBytes(_ sample: [UInt8]) -> Int {
        switch self {
        case .utf8: sample.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        case .utf16LittleEndian, .utf16BigEndian: 2
        case .latin1, .windows1252: 0
        }
    }

    /// The text of whole characters; what is not valid becomes U+FFFD.
    func decode(_ bytes: ArraySlice<UInt8>) -> String {
        switch self {
        case .utf8:
            return String(decoding: bytes, as: UTF8.self)
        case .utf16LittleEndian, .utf16BigEndian:
            return String(decoding: Self.units(bytes, isBigEndian: self == .utf16BigEndian), as: UTF16.self)
        case .latin1, .windows1252:
            var text = String.UnicodeScalarView()
            for byte in bytes { text.append(scalar(byte)) }
            return String(text)
        }
    }

    /// The bytes that say `text` in this encoding; nil where it has no such character.
    func encode(_ text: String) -> [UInt8]? {
        switch self {
        case .utf8:
            return Array(text.utf8)
        case .utf16LittleEndian:
            return text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
        case .utf16BigEndian:
            return text.utf16.flatMap { [UInt8($0 >> 8), UInt8(truncatingIfNeeded: $0)] }
        case .latin1, .windows1252:
            var bytes: [UInt8] = []
            for scalar in text.unicodeScalars {
                if let byte = UInt8(exactly: scalar.value), self.scalar(byte) == scalar {
                    bytes.append(byte)
                } else if self == .windows1252, let index = Self.windowsCharacters.firstIndex(of: scalar) {
                    bytes.append(0x80 + UInt8(index))
                } else {
                    return nil
                }
            }
            return bytes
        }
    }

    private func scalar(_ byte: UInt8) -> Unicode.Scalar {
        self == .windows1252 && (0x80...0x9F).contains(byte)
            ? Self.windowsCharacters[Int(byte) - 0x80] : Unicode.Scalar(byte)
    }

    /// The characters of Windows-1252 at 0x80 to 0x9F; the five it leaves open map to themselves, as WHATWG
    /// has it.
    private static let windowsCharacters = Array(
        "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8D}Ž\u{8F}\u{90}‘’“”•–—˜™š›œ\u{9D}žŸ".unicodeScalars
    )

    static func units(_ bytes: ArraySlice<UInt8>, isBigEndian: Bool) -> [UInt16] {
        var units: [UInt16] = []
        units.reserveCapacity(bytes.count / 2)
        var index = bytes.startIndex
        while index + 1 < bytes.endIndex {
            let first = UInt16(bytes[index])
            let second = UInt16(bytes[index + 1])
            units.append(isBigEndian ? first << 8 | second : second << 8 | first)
            index += 2
        }
        return units
    }

    /// Control characters that texts do not hold; tab, line ends, form feed, backspace and escape they do.
    private static func isBinaryControl(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x08...0x0D, 0x1B: false
        case 0..<0x20, 0x7F: true
        default: false
        }
    }

    /// Whether the bytes are UTF-8, but for a character that the end of the sample cuts.
    private static func isUTF8(_ sample: [UInt8]) -> Bool {
        let cut = sample.count < sampleBytes ? 0 : TextBorders.unfinishedUTF8(sample[...])
        return String(validating: sample.dropLast(cut), as: UTF8.self) != nil
    }
}
