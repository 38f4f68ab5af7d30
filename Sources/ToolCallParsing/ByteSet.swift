// SPDX-License-Identifier: Apache-2.0

/// A set of bytes as a table: asking costs one load and no branch, for words and spaces come in no order that
/// a processor could foretell.
struct ByteSet: Sendable {
    // An inline array would be copied whole for each load from it.
    private let table: [UInt8]

    /// The bytes for which `contains` says so.
    init(where contains: (UInt8) -> Bool) {
        table = (UInt8.min...UInt8.max).map { contains($0) ? 1 : 0 }
    }

    /// Whether none of `bytes` is in the set.
    @inline(__always)
    func isDisjoint(with bytes: Span<UInt8>) -> Bool {
        var found: UInt8 = 0
        let table = table.span
        for index in 0..<bytes.count { found |= table[Int(bytes[index])] }
        return found == 0
    }
}
