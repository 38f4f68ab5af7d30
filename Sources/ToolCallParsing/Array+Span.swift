// SPDX-License-Identifier: Apache-2.0

extension [UInt8] {
    /// Appends with one look at the buffer instead of one a byte.
    mutating func append(contentsOf bytes: Span<UInt8>) {
        append(addingCapacity: bytes.count) { target in
            for index in 0..<bytes.count { target.append(bytes[index]) }
        }
    }
}

extension Span<UInt8> {
    /// The first four bytes and the last four of at least as many.
    @inline(__always)
    var firstAndLastFour: (UInt32, UInt32) {
        // Unsafe in name for types with invalid bit patterns, which an integer has not; the bounds are checked.
        let first = bytes.unsafeLoadUnaligned(fromByteOffset: 0, as: UInt32.self)
        let last = bytes.unsafeLoadUnaligned(fromByteOffset: count - 4, as: UInt32.self)
        return (first, last)
    }
}
