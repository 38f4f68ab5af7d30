// SPDX-License-Identifier: Apache-2.0

/// An address that a socket connects to.
struct IPAddress: Sendable, Hashable {
    /// In network order: 4 bytes, or 16.
    let bytes: [UInt8]

    /// Nil for any other number of bytes.
    init?(bytes: [UInt8]) {
        guard bytes.count == 4 || bytes.count == 16 else { return nil }
        self.bytes = bytes
    }

    init(_ first: UInt8, _ second: UInt8, _ third: UInt8, _ fourth: UInt8) {
        bytes = [first, second, third, fourth]
    }

    var isVersion4: Bool { bytes.count == 4 }

    /// The usual spelling of version 4; that of version 6 in full, without leading zeros.
    var text: String {
        if isVersion4 { return bytes.map(String.init).joined(separator: ".") }
        return stride(from: 0, to: 16, by: 2).map { index in
            String(UInt16(bytes[index]) << 8 | UInt16(bytes[index + 1]), radix: 16)
        }.joined(separator: ":")
    }

    /// Addresses of version 4 that an address of version 6 leads to, by the mechanisms that there are for that.
    var embedded: [IPAddress] {
        guard !isVersion4 else { return [] }
        var found = Self.carriers.filter { $0.range.contains(self) }.compactMap { version4(at: $0.offset) }
        // ISATAP (RFC 5214) works under any prefix.
        if bytes[8] & 0xFC == 0, bytes[9] == 0, bytes[10] == 0x5E, bytes[11] == 0xFE {
            found += [version4(at: 12)].compactMap(\.self)
        }
        return found
    }

    private func version4(at offset: Int) -> IPAddress? {
        IPAddress(bytes: Array(bytes[offset..<offset + 4]))
    }

    /// Ranges that carry addresses of version 4, and where in the address.
    private static let carriers: [(range: AddressRange, offset: Int)] = [
        (AddressRange([], length: 96), 12),  // compatible, RFC 4291 §2.5.5.1
        (AddressRange([0, 0, 0, 0, 0, 0xFFFF], length: 96), 12),  // mapped, §2.5.5.2
        (AddressRange([0, 0, 0, 0, 0xFFFF], length: 96), 12),  // translated, RFC 2765
        (AddressRange([0x64, 0xFF9B], length: 96), 12),  // NAT64, RFC 6052
        (AddressRange([0x2002], length: 16), 2),  // 6to4, RFC 3056
    ]
}
