// SPDX-License-Identifier: Apache-2.0

import JSON

/// An integer type of C on this machine: how wide it is, and whether it has a sign.
public struct CInteger: Sendable, Hashable {
    /// 8, 16, 32 or 64.
    public let bits: Int
    /// Whether negative values exist.
    public let isSigned: Bool

    init(bits: Int, isSigned: Bool) {
        self.bits = bits
        self.isSigned = isSigned
    }

    /// The least value.
    var minimum: JSONNumber {
        isSigned ? JSONNumber(Int64.min >> (64 - bits)) : 0
    }

    /// The greatest value.
    var maximum: JSONNumber {
        isSigned ? JSONNumber(Int64.max >> (64 - bits)) : JSONNumber(UInt64.max >> (64 - bits))
    }

    /// The bits of a number in the low end of a word; nil when it is not whole or does not fit.
    func pattern(of number: JSONNumber) -> UInt64? {
        if isSigned {
            guard let value = number.exactly(Int64.self), fits(value) else { return nil }
            return UInt64(bitPattern: value)
        }
        guard let value = number.exactly(UInt64.self), value <= UInt64.max >> (64 - bits) else { return nil }
        return value
    }

    /// The bits of a count; nil when it does not fit.
    func pattern(of count: Int) -> UInt64? {
        pattern(of: JSONNumber(count))
    }

    /// The number that the low bits of a word stand for.
    func number(_ pattern: UInt64) -> JSONNumber {
        let shift = UInt64(64 - bits)
        return isSigned
            ? JSONNumber(Int64(bitPattern: pattern << shift) >> Int64(shift))
            : JSONNumber((pattern << shift) >> shift)
    }

    /// The number that the low bits of a word stand for, when it is a count: from zero to `Int.max`.
    func count(_ pattern: UInt64) -> Int? {
        number(pattern).exactly(Int.self).flatMap { $0 >= 0 ? $0 : nil }
    }

    private func fits(_ value: Int64) -> Bool {
        (value << Int64(64 - bits)) >> Int64(64 - bits) == value
    }
}

extension CInteger {
    static let character = CInteger(bits: CChar.bitWidth, isSigned: CChar.isSigned)
    static let int = CInteger(bits: 32, isSigned: true)
    static let long = CInteger(bits: Int.bitWidth, isSigned: true)

    /// The names that C's headers give to integers, by `stdint.h`, `stddef.h` and `sys/types.h`.
    static let named: [String: CInteger] = [
        "int8_t": CInteger(bits: 8, isSigned: true), "uint8_t": CInteger(bits: 8, isSigned: false),
        "int16_t": CInteger(bits: 16, isSigned: true), "uint16_t": CInteger(bits: 16, isSigned: false),
        "int32_t": CInteger(bits: 32, isSigned: true), "uint32_t": CInteger(bits: 32, isSigned: false),
        "int64_t": CInteger(bits: 64, isSigned: true), "uint64_t": CInteger(bits: 64, isSigned: false),
        "size_t": CInteger(bits: Int.bitWidth, isSigned: false), "ssize_t": .long, "ptrdiff_t": .long,
        "intptr_t": .long, "uintptr_t": CInteger(bits: Int.bitWidth, isSigned: false),
        "intmax_t": CInteger(bits: 64, isSigned: true), "uintmax_t": CInteger(bits: 64, isSigned: false),
    ]
}
