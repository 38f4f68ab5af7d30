// SPDX-License-Identifier: Apache-2.0

extension OutputSpan<UInt8> {
    /// Appends a run of bytes, eight at a time.
    mutating func append(_ run: Span<UInt8>) {
        var index = 0
        while index + 8 <= run.count {
            append(JSONEscapes.word(run, at: index))
            index += 8
        }
        while index < run.count {
            append(run[index])
            index += 1
        }
    }

    /// Appends eight bytes, the lowest one first.
    @inline(__always)
    mutating func append(_ word: UInt64) {
        let offset = count
        append(repeating: 0, count: 8)
        var bytes = mutableSpan
        var raw = bytes.mutableBytes
        raw.storeBytes(of: word.littleEndian, toByteOffset: offset, as: UInt64.self)
    }
}
