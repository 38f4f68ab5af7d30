// SPDX-License-Identifier: Apache-2.0

internal import CCurl

/// A URL that has been taken apart by the library that will connect to it, so that both see the same host.
///
/// This file, `CurlClient.swift`, `HTMLEvents.swift` and `Charset+Decoding.swift` are the only ones of the module that
/// touch raw memory.
struct WebAddress: Sendable, Hashable {
    /// The whole URL in its normal form.
    let text: String
    let scheme: String
    /// In lower case, without brackets and final dot; numbers that stand for an address of version 4 are written out.
    let host: String
    let port: UInt16
    let hasCredentials: Bool
    /// With the slash at its beginning.
    let path: String
    /// Without the question mark; nil when there is none.
    let query: String?

    /// Nil when `text` is no URL of a host; a relative one starts at `base`.
    init?(_ text: String, relativeTo base: WebAddress? = nil) {
        guard text.utf8.count <= NetLimits.urlBytes, !text.utf8.contains(0) else { return nil }
        var parts = unsafe ccurl_parts()
        guard unsafe ccurl_parse(base?.text, text, &parts) != 0 else {
            unsafe ccurl_free_parts(&parts)
            return nil
        }
        defer { unsafe ccurl_free_parts(&parts) }
        guard let whole = unsafe parts.url, let scheme = unsafe parts.scheme else { return nil }
        self.text = unsafe String(cString: whole)
        self.scheme = unsafe String(cString: scheme).lowercased()
        host = unsafe Self.bare(parts.host.map { unsafe String(cString: $0) } ?? "")
        port = unsafe parts.port
        hasCredentials = unsafe parts.user != nil
        path = unsafe parts.path.map { unsafe String(cString: $0) } ?? "/"
        query = unsafe parts.query.map { unsafe String(cString: $0) }
    }

    private static func bare(_ host: String) -> String {
        var host = host.lowercased()[...]
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        return String(host)
    }

    var isWeb: Bool { scheme == "http" || scheme == "https" }

    /// The host as messages show it.
    var shownHost: String { "\"\(String(host.prefix(100)))\"" }

    /// Whether a request there may carry what was meant for the other.
    func hasOrigin(of other: WebAddress) -> Bool {
        scheme == other.scheme && host == other.host && port == other.port
    }

    /// The address that `text` spells in the usual way.
    static func ipAddress(_ text: String) -> IPAddress? {
        var bytes = [UInt8](repeating: 0, count: 16)
        let count = unsafe bytes.withUnsafeMutableBufferPointer { buffer in
            unsafe ccurl_parse_address(text, buffer.baseAddress)
        }
        return IPAddress(bytes: Array(bytes.prefix(count)))
    }
}
