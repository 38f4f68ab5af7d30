// SPDX-License-Identifier: Apache-2.0

/// The names under which clients may address this host, whatever the port.
struct AllowedHosts: Sendable {
    private let names: Set<String>
    /// A server on all addresses is reached by numbers that it does not know; a rebinding attack needs a name.
    private let allowsAddresses: Bool

    init(host: String, more: [String]) {
        let isWildcard = ["0.0.0.0", "::", "[::]"].contains(host)
        let configured = ([host] + more).map { name in
            name.contains(":") && !name.hasPrefix("[") ? "[\(name)]" : name
        }
        names = Set((["localhost", "127.0.0.1", "[::1]"] + configured).map { $0.lowercased() })
        allowsAddresses = isWildcard
    }

    /// Whether `authority`, as in a `Host` header, is this host.
    func allows(authority: String) -> Bool {
        guard let name = Self.name(in: authority) else { return false }
        return names.contains(name) || (allowsAddresses && Self.isAddress(name))
    }

    /// Whether pages of `origin` are pages of this host; `null`, the origin of sandboxed pages, is not.
    func allows(origin: String) -> Bool {
        for scheme in ["http://", "https://"] where origin.lowercased().hasPrefix(scheme) {
            return allows(authority: String(origin.dropFirst(scheme.count)))
        }
        return false
    }

    /// The lowercase name or address before the port; nil when what follows it is no port.
    private static func name(in authority: String) -> String? {
        let nameEnd: String.Index
        if authority.hasPrefix("[") {
            guard let bracket = authority.firstIndex(of: "]") else { return nil }
            nameEnd = authority.index(after: bracket)
        } else {
            nameEnd = authority.firstIndex(of: ":") ?? authority.endIndex
        }
        let rest = authority[nameEnd...]
        guard
            rest.isEmpty
                || (rest.first == ":" && UInt16(rest.dropFirst()) != nil && rest.dropFirst().first != "+")
        else { return nil }
        return authority[..<nameEnd].lowercased()
    }

    private static func isAddress(_ name: String) -> Bool {
        if name.hasPrefix("[") { return true }
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil && $0.first != "+" }
    }
}
