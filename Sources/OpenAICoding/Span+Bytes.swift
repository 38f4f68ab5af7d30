// SPDX-License-Identifier: Apache-2.0

extension Span<UInt8> {
    /// Whether these are the bytes of `text`.
    func equals(_ text: String) -> Bool {
        let other = text.utf8Span.span
        guard count == other.count else { return false }
        for index in 0..<count where self[index] != other[index] { return false }
        return true
    }

    /// Whether both hold the same bytes.
    func equals(_ other: Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        // Without a way out the loop runs over many bytes at a time; runs that are compared mostly are equal.
        var difference: UInt8 = 0
        for index in 0..<count { difference |= self[index] ^ other[index] }
        return difference == 0
    }

    func contains(_ byte: UInt8) -> Bool {
        for index in 0..<count where self[index] == byte { return true }
        return false
    }

    func allSatisfy(_ predicate: (UInt8) -> Bool) -> Bool {
        for index in 0..<count where !predicate(self[index]) { return false }
        return true
    }
}

extension [UInt8] {
    mutating func append(contentsOf bytes: Span<UInt8>) {
        append(addingCapacity: bytes.count) { target in
            for index in 0..<bytes.count { target.append(bytes[index]) }
        }
    }
}

extension String {
    /// The text of the bytes; what is not UTF-8 becomes U+FFFD.
    init(lossy bytes: Span<UInt8>) {
        if let text = try? UTF8Span(validating: bytes) {
            self = String(copying: text)
        } else {
            // Bytes that are no UTF-8 are expected here: decoding repairs them.
            var copy: [UInt8] = []
            copy.append(contentsOf: bytes)
            self = String(decoding: copy, as: UTF8.self)
        }
    }
}
