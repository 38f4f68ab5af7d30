// SPDX-License-Identifier: Apache-2.0

/// All addresses that begin with the same bits: `10.0.0.0/8`.
struct AddressRange: Sendable, Hashable {
    /// The first address.
    let start: IPAddress
    /// How many leading bits count.
    let length: Int

    /// Nil when the address has fewer bits.
    init?(_ start: IPAddress, length: Int) {
        guard (0...start.bytes.count * 8).contains(length) else { return nil }
        self.start = start
        self.length = length
    }

    /// A range of version 4, written as in the registries.
    init(_ first: UInt8, _ second: UInt8, _ third: UInt8, _ fourth: UInt8, length: Int) {
        start = IPAddress(first, second, third, fourth)
        self.length = length
    }

    /// A range of version 6 by the leading groups of its first address; zeros follow.
    init(_ groups: [UInt16], length: Int) {
        var bytes = groups.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        bytes += Array(repeating: 0, count: 16 - bytes.count)
        start = IPAddress(bytes: bytes) ?? IPAddress(0, 0, 0, 0)
        self.length = length
    }

    func contains(_ address: IPAddress) -> Bool {
        guard address.bytes.count == start.bytes.count else { return false }
        let (whole, rest) = length.quotientAndRemainder(dividingBy: 8)
        guard address.bytes.prefix(whole) == start.bytes.prefix(whole) else { return false }
        guard rest > 0 else { return true }
        let mask = ~(UInt8.max >> rest)
        return address.bytes[whole] & mask == start.bytes[whole] & mask
    }
}
