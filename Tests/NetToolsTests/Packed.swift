// SPDX-License-Identifier: Apache-2.0

/// Compressed bytes, made by hand: what a server may send under each Content-Encoding.
enum Packed {
    /// A gzip header without a name.
    static let gzipHeader: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]

    /// gzip (RFC 1952) with one stored block.
    static func gzip(_ text: String) -> [UInt8] {
        let bytes = Array(text.utf8)
        return gzipHeader + stored(bytes) + little(checksum(bytes), 4) + little(UInt32(bytes.count), 4)
    }

    /// Zstandard (RFC 8878) with one raw block.
    static func zstd(_ text: String) -> [UInt8] {
        let bytes = Array(text.utf8)
        return [0x28, 0xB5, 0x2F, 0xFD, 0xA0] + little(UInt32(bytes.count), 4)
            + little(UInt32(bytes.count) << 3 | 1, 3) + bytes
    }

    /// Brotli (RFC 7932) with one uncompressed meta-block and an empty last one.
    static func brotli(_ text: String) -> [UInt8] {
        let bytes = Array(text.utf8)
        // Bits from the lowest: window 16, not last, 4 nibbles of length, length - 1, uncompressed.
        let header = UInt32(bytes.count - 1) << 4 | 1 << 20
        return little(header, 3) + bytes + [0x03]
    }

    /// The beginning of gzip data whose only block never ends.
    static let gzipStart = gzipHeader + blockStart
    /// The same for zlib (RFC 1950), which is what "deflate" means.
    static let zlibStart: [UInt8] = [0x78, 0x9C] + blockStart

    /// One block with fixed codes and a zero byte in it; ends on a byte.
    private static let blockStart: [UInt8] = {
        var writer = BitWriter()
        writer.write(0b1, count: 1)
        writer.write(0b01, count: 2)
        writer.code(0b0011_0000, count: 8)
        writer.repeatByte()
        return writer.bytes
    }()

    /// What may follow such a beginning: `count` times 13 bytes, each for 8 × 258 zeros.
    static func zeros(count: Int) -> [UInt8] {
        var writer = BitWriter()
        for _ in 0..<8 { writer.repeatByte() }
        return Array(repeatElement(writer.bytes, count: count).joined())
    }

    private static func stored(_ bytes: [UInt8]) -> [UInt8] {
        let count = UInt32(bytes.count)
        return [1] + little(count, 2) + little(~count & 0xFFFF, 2) + bytes
    }

    private static func little(_ value: UInt32, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * UInt32($0))) }
    }

    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(0xFFFF_FFFF) { sum, byte in
            (0..<8).reduce(sum ^ UInt32(byte)) { sum, _ in sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
        }
    }

    /// Bits from the lowest of each byte on.
    private struct BitWriter {
        var bytes: [UInt8] = []
        private var free = 0

        mutating func write(_ bits: Int, count: Int) {
            for index in 0..<count {
                if free == 0 {
                    bytes.append(0)
                    free = 8
                }
                bytes[bytes.count - 1] |= UInt8(bits >> index & 1) << (8 - free)
                free -= 1
            }
        }

        /// A Huffman code, which stands with its highest bit first.
        mutating func code(_ bits: Int, count: Int) {
            for index in (0..<count).reversed() { write(bits >> index & 1, count: 1) }
        }

        /// The last byte 258 times more: thirteen bits.
        mutating func repeatByte() {
            code(0b1100_0101, count: 8)
            write(0, count: 5)
        }
    }
}
