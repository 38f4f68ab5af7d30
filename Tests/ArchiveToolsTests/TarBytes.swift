// SPDX-License-Identifier: Apache-2.0

/// Writes tar archives byte by byte, in the format of POSIX 1003.1-1988 with GNU's long names.
struct TarBytes {
    /// An entry of any type.
    struct Entry {
        var name: [UInt8]
        var contents: [UInt8] = []
        /// `0` file, `1` hard link, `2` symbolic link, `3` and `4` devices, `5` folder, `6` FIFO.
        var type: Character = "0"
        var target = ""
        var mode = 0o644
        /// What the header says instead of the true length.
        var statedBytes: Int?

        init(_ name: String, _ contents: String = "text", type: Character = "0", target: String = "") {
            self.name = Array(name.utf8)
            self.contents = type == "0" ? Array(contents.utf8) : []
            self.type = type
            self.target = target
        }
    }

    private(set) var bytes: [UInt8] = []

    init(_ entries: [Entry]) {
        for entry in entries {
            if entry.name.count > 100 {
                var long = Entry("././@LongLink", type: "L")
                long.contents = entry.name + [0]
                add(long)
            }
            add(entry)
        }
        bytes += [UInt8](repeating: 0, count: 1_024)
    }

    private mutating func add(_ entry: Entry) {
        var header = Self.field(entry.name, 100) + Self.octal(entry.mode, 8)
        header +=
            Self.octal(0, 8) + Self.octal(0, 8) + Self.octal(entry.statedBytes ?? entry.contents.count, 12)
        header += Self.octal(1_000_000_000, 12) + Array("        ".utf8)
        header += Array(String(entry.type).utf8) + Self.field(Array(entry.target.utf8), 100)
        header += Self.field(Array("ustar".utf8), 6) + Array("00".utf8)
        header += [UInt8](repeating: 0, count: 512 - header.count)
        let sum = header.reduce(0) { $0 + Int($1) }
        header.replaceSubrange(148..<156, with: Self.octal(sum, 7) + [0x20])
        bytes += header + entry.contents
        bytes += [UInt8](repeating: 0, count: (512 - bytes.count % 512) % 512)
    }

    private static func field(_ text: [UInt8], _ count: Int) -> [UInt8] {
        let cut = text.prefix(count)
        return cut + [UInt8](repeating: 0, count: count - cut.count)
    }

    private static func octal(_ value: Int, _ count: Int) -> [UInt8] {
        let digits = String(value, radix: 8)
        return Array((String(repeating: "0", count: count - 1 - digits.count) + digits).utf8) + [0]
    }
}
