// SPDX-License-Identifier: Apache-2.0

/// A number of bytes as people write it: `812 bytes`, `1.5 MiB`.
public struct ByteCount: Sendable, Hashable {
    /// The number itself.
    public let bytes: Int64

    /// Any number of bytes; one too large for 64 bits counts as the largest.
    public init(_ bytes: some BinaryInteger) {
        self.bytes = Int64(clamping: bytes)
    }

    /// The number in the largest unit of which there is at least one, with one digit behind the point, rounded down.
    public var text: String {
        if bytes == 1 { return "1 byte" }
        guard bytes >= 1 << 10 else { return "\(bytes) bytes" }
        var (unit, shift) = ("KiB", 10)
        for (name, bits) in [("MiB", 20), ("GiB", 30), ("TiB", 40)] where bytes >= 1 << bits {
            (unit, shift) = (name, bits)
        }
        let whole = bytes >> shift
        let rest = bytes - (whole << shift)
        let tenth = ((rest >> (shift - 10)) * 10) >> 10
        return tenth == 0 ? "\(whole) \(unit)" : "\(whole).\(tenth) \(unit)"
    }
}
