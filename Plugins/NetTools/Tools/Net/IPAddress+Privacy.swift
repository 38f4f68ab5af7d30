// SPDX-License-Identifier: Apache-2.0

extension IPAddress {
    /// Why an address is not one of a public server.
    enum Privacy: String, Sendable, Hashable {
        case loopback = "this machine itself"
        case local = "a private network"
        case link = "the local link"
        case metadata = "a cloud's metadata service"
        case multicast = "a multicast address"
        case reserved = "a reserved address"
    }

    /// Why this is no address of a public server; nil when it is one.
    ///
    /// Follows IANA's special-purpose address registries. An address that carries another one, as IPv6-mapped and
    /// NAT64 addresses do, is as private as that one.
    var privacy: Privacy? {
        if let known = Self.ranges.first(where: { $0.range.contains(self) })?.privacy { return known }
        for inner in embedded {
            if let privacy = inner.privacy { return privacy }
        }
        // Whatever is outside global unicast and leads nowhere else has no business here.
        return isVersion4 || Self.globalUnicast.contains(self) || isTranslated ? nil : .reserved
    }

    /// Whether the address stands for one of version 4, which then decides.
    private var isTranslated: Bool {
        AddressRange([0x64, 0xFF9B], length: 96).contains(self)
            || AddressRange([0, 0, 0, 0, 0, 0xFFFF], length: 96).contains(self)
    }

    private static let globalUnicast = AddressRange([0x2000], length: 3)

    private static let ranges: [(range: AddressRange, privacy: Privacy)] = [
        (AddressRange(169, 254, 169, 254, length: 32), .metadata),
        (AddressRange(168, 63, 129, 16, length: 32), .metadata),  // Azure's, though it looks public
        (AddressRange(100, 100, 100, 200, length: 32), .metadata),
        (AddressRange([0xFD00, 0xEC2, 0, 0, 0, 0, 0, 0x254], length: 128), .metadata),
        (AddressRange(0, 0, 0, 0, length: 8), .loopback),  // Linux connects 0.0.0.0 to itself
        (AddressRange(127, 0, 0, 0, length: 8), .loopback),
        (AddressRange([0, 0, 0, 0, 0, 0, 0, 0], length: 128), .loopback),
        (AddressRange([0, 0, 0, 0, 0, 0, 0, 1], length: 128), .loopback),
        (AddressRange(10, 0, 0, 0, length: 8), .local),
        (AddressRange(100, 64, 0, 0, length: 10), .local),
        (AddressRange(172, 16, 0, 0, length: 12), .local),
        (AddressRange(192, 168, 0, 0, length: 16), .local),
        (AddressRange([0xFC00], length: 7), .local),
        (AddressRange([0xFEC0], length: 10), .local),
        (AddressRange([0x64, 0xFF9B, 1], length: 48), .local),
        (AddressRange(169, 254, 0, 0, length: 16), .link),
        (AddressRange([0xFE80], length: 10), .link),
        (AddressRange(224, 0, 0, 0, length: 4), .multicast),
        (AddressRange([0xFF00], length: 8), .multicast),
        (AddressRange(192, 0, 0, 0, length: 24), .reserved),
        (AddressRange(192, 0, 2, 0, length: 24), .reserved),
        (AddressRange(192, 88, 99, 0, length: 24), .reserved),
        (AddressRange(198, 18, 0, 0, length: 15), .reserved),
        (AddressRange(198, 51, 100, 0, length: 24), .reserved),
        (AddressRange(203, 0, 113, 0, length: 24), .reserved),
        (AddressRange(240, 0, 0, 0, length: 4), .reserved),
        (AddressRange([0x2001], length: 23), .reserved),  // Teredo among others
        (AddressRange([0x2001, 0xDB8], length: 32), .reserved),
        (AddressRange([0x3FFF], length: 20), .reserved),
    ]
}
