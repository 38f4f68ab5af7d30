// SPDX-License-Identifier: Apache-2.0

extension OutputSpan<UInt8> {
    /// Appends eight bytes, the lowest one first.
    mutating func append(_ word: UInt64) {
        let offset = count
        append(repeating: 0, count: 8)
        var bytes = mutableSpan
        var raw = bytes.mutableBytes
        raw.storeBytes(of: word.littleEndian, toByteOffset: offset, as: UInt64.self)
    }
}
