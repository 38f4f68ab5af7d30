// SPDX-License-Identifier: Apache-2.0

/// A number of bytes as people write it: `812 bytes`, `1.5 MiB`.
struct ByteCount: Sendable, Hashable {
    let bytes: Int

    init(_ bytes: Int) {
        self.bytes = bytes
    }

    var text: String {
        if bytes == 1 { return "1 byte" }
        guard bytes >= 1 << 10 else { return "\(bytes) bytes" }
        var (unit, shift) = ("KiB", 10)
        for (name, bits) in [("MiB", 20), ("GiB", 30), ("TiB", 40)] where bytes >= 1 << bits {
            (unit, shift) = (name, bits)
        }
        let whole = bytes >> shift
        let tenth = (bytes - whole << shift) >> (shift - 10) * 10 >> 10
        return tenth == 0 ? "\(whole) \(unit)" : "\(whole).\(tenth) \(unit)"
    }
}
