// SPDX-License-Identifier: Apache-2.0

extension [UInt8] {
    /// Appends with one look at the buffer instead of one a byte.
    mutating func append(contentsOf bytes: Span<UInt8>) {
        append(addingCapacity: bytes.count) { target in
            for index in 0..<bytes.count { target.append(bytes[index]) }
        }
    }
}
