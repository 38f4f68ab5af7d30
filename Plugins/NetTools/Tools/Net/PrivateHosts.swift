// SPDX-License-Identifier: Apache-2.0

/// What may be reached though it is not on the public net: the setting FETCH_ALLOW_PRIVATE.
///
/// A list, separated by commas or spaces, of addresses (`192.168.1.10`), ranges (`10.0.0.0/8`, `fd00::/8`) and host
/// names (`localhost`, `nas.local:8080`); a host name allows whatever addresses it has, on that port if one is given.
struct PrivateHosts: Sendable, Hashable {
    /// A host name, perhaps with a port.
    private struct Name: Sendable, Hashable {
        let host: String
        let port: UInt16?
    }

    private var ranges: [AddressRange] = []
    private var names: Set<Name> = []

    /// None.
    init() {}

    /// - Throws: `NetError` with `invalid_setting` for what is none of the three.
    init(setting: String) throws(NetError) {
        for entry in setting.split(whereSeparator: { $0 == "," || $0.isWhitespace }) {
            if let range = Self.range(entry) {
                ranges.append(range)
            } else if let name = Self.name(entry) {
                names.insert(name)
            } else {
                throw NetError(
                    .invalidSetting,
                    "FETCH_ALLOW_PRIVATE has \"\(entry)\", which is no host, address or range.",
                    hint: "Tell the operator: entries look like localhost, nas.local:8080 or 192.168.1.0/24."
                )
            }
        }
    }

    /// Adds the host of a URL that the operator has set.
    mutating func allow(_ address: WebAddress) {
        names.insert(Name(host: address.host, port: address.port))
    }

    /// Whether a request to `host` may connect to the address.
    func allow(_ address: IPAddress, host: String, port: UInt16) -> Bool {
        if names.contains(Name(host: host, port: nil)) || names.contains(Name(host: host, port: port)) {
            return true
        }
        return ranges.contains { range in
            range.contains(address) || address.embedded.contains(where: range.contains)
        }
    }

    private static func range(_ entry: Substring) -> AddressRange? {
        let parts = entry.split(separator: "/", omittingEmptySubsequences: false)
        var text = parts[0]
        if text.hasPrefix("["), text.hasSuffix("]") { text = text.dropFirst().dropLast() }
        guard parts.count <= 2, let start = WebAddress.ipAddress(String(text)) else { return nil }
        guard parts.count == 2 else { return AddressRange(start, length: start.bytes.count * 8) }
        return Int(parts[1]).flatMap { AddressRange(start, length: $0) }
    }

    private static func name(_ entry: Substring) -> Name? {
        let parts = entry.split(separator: ":", omittingEmptySubsequences: false)
        let isName =
            !parts[0].isEmpty && parts[0].allSatisfy { $0.isLetter || $0.isNumber || "-._".contains($0) }
        guard isName, parts.count <= 2 else { return nil }
        guard parts.count == 2 else { return Name(host: parts[0].lowercased(), port: nil) }
        return UInt16(parts[1]).map { Name(host: parts[0].lowercased(), port: $0) }
    }
}
