// SPDX-License-Identifier: Apache-2.0

/// Writes zip archives byte by byte, also those that no honest program would (APPNOTE.TXT 6.3.10).
struct ZipBytes {
    /// An entry whose contents are stored, with every field open to lies.
    struct Entry {
        var name: [UInt8]
        var contents: [UInt8] = []
        /// Bit 11: the name is UTF-8; bit 0: encrypted.
        var flags: UInt16 = 0x800
        var method: UInt16 = 0
        /// As in `st_mode`.
        var mode: UInt32 = 0o100644
        /// What the headers say instead of the true length.
        var statedBytes: UInt32?
        var checksum: UInt32?
        /// Where the directory says that the entry begins, instead of where it does.
        var statedOffset: UInt32?
        /// A field of the directory for sizes of more than 32 bits.
        var wideBytes: UInt64?

        init(_ name: String, _ contents: String = "text") {
            self.name = Array(name.utf8)
            self.contents = Array(contents.utf8)
        }

        static func link(_ name: String, to target: String) -> Entry {
            var entry = Entry(name, target)
            entry.mode = 0o120777
            return entry
        }
    }

    private(set) var bytes: [UInt8] = []
    private var directory: [UInt8] = []

    init(_ entries: [Entry], prefix: [UInt8] = [], statedCount: UInt16? = nil) {
        bytes = prefix
        for entry in entries { add(entry, base: prefix.count) }
        let start = bytes.count
        bytes += directory
        let count = statedCount ?? UInt16(truncatingIfNeeded: entries.count)
        bytes += Self.number(0x0605_4B50, 4) + [0, 0, 0, 0] + Self.number(count, 2) + Self.number(count, 2)
        bytes += Self.number(directory.count, 4) + Self.number(start - prefix.count, 4) + [0, 0]
    }

    private mutating func add(_ entry: Entry, base: Int) {
        let offset = entry.statedOffset ?? UInt32(bytes.count - base)
        let size = entry.statedBytes ?? UInt32(entry.contents.count)
        var common = Self.number(20, 2) + Self.number(entry.flags, 2) + Self.number(entry.method, 2)
        // 2001-09-09 01:46:40
        common += Self.number(0x0DD4, 2) + Self.number(0x2B29, 2)
        common += Self.number(entry.checksum ?? Self.checksum(entry.contents), 4)
        common += Self.number(UInt32(entry.contents.count), 4)
        let wide = entry.wideBytes.map { Self.number(1, 2) + Self.number(8, 2) + Self.number($0, 8) } ?? []
        common += Self.number(entry.wideBytes == nil ? size : .max, 4)
        common += Self.number(entry.name.count, 2) + Self.number(wide.count, 2)
        bytes += Self.number(0x0403_4B50, 4) + common + entry.name + wide + entry.contents
        directory += Self.number(0x0201_4B50, 4) + [30, 3] + common + [0, 0, 0, 0, 0, 0]
        directory += Self.number(entry.mode << 16, 4) + Self.number(offset, 4) + entry.name + wide
    }

    private static func number(_ value: some FixedWidthInteger, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }

    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        var sum: UInt32 = .max
        for byte in bytes {
            sum ^= UInt32(byte)
            for _ in 0..<8 { sum = sum & 1 == 0 ? sum >> 1 : sum >> 1 ^ 0xEDB8_8320 }
        }
        return ~sum
    }
}
