// SPDX-License-Identifier: Apache-2.0

public import ChatModel

/// The base URL of an OpenAI-compatible server: `http://localhost:1234`, with or without `/v1`.
public struct UpstreamURL: Sendable, Hashable, CustomStringConvertible {
    /// The server.
    let origin: UpstreamOrigin
    /// The path up to and with `/v1`.
    let path: String
    /// The URL as it was given, without credentials and a slash at its end: safe to show.
    public let description: String

    /// Checks the scheme and that there is a host.
    ///
    /// - Parameter text: an `http` or `https` URL without query and fragment.
    /// - Throws: `ModelError.invalidRequest` that says what is wrong with it.
    public init(_ text: String) throws(ModelError) {
        var rest = Substring(text)
        while rest.hasSuffix("/") { rest = rest.dropLast() }
        guard let scheme = ["http://", "https://"].first(where: { rest.lowercased().hasPrefix($0) }) else {
            throw ModelError.invalidRequest(detail: "the upstream URL must start with http:// or https://")
        }
        let forbidden = rest.contains { $0 == "?" || $0 == "#" || $0.isWhitespace }
        guard !forbidden else {
            throw ModelError.invalidRequest(
                detail: "the upstream URL must have no query, fragment or white space")
        }
        let address = rest.dropFirst(scheme.count)
        let authority = address.prefix { $0 != "/" }
        let host = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
        guard !host.isEmpty, !host.hasPrefix(":") else {
            throw ModelError.invalidRequest(detail: "the upstream URL names no host")
        }
        let path = address.dropFirst(authority.count)
        origin = try Self.origin(host, isSecure: scheme == "https://")
        description = scheme + host + path
        self.path = path.hasSuffix("/v1") ? String(path) : path + "/v1"
    }

    /// The host and port of `name`, `name:port`, `[::1]` or `[::1]:port`.
    private static func origin(_ authority: Substring, isSecure: Bool) throws(ModelError) -> UpstreamOrigin {
        let nameEnd =
            authority.hasPrefix("[")
            ? authority.firstIndex(of: "]").map(authority.index(after:)) ?? authority.endIndex
            : authority.firstIndex(of: ":") ?? authority.endIndex
        let name = authority[..<nameEnd]
        let host = name.hasPrefix("[") ? name.dropFirst().dropLast() : name
        let rest = authority[nameEnd...]
        let port = rest.isEmpty ? (isSecure ? 443 : 80) : UInt16(rest.dropFirst()).map { Int($0) }
        let isWhole = !name.hasPrefix("[") || name.hasSuffix("]")
        guard isWhole, rest.isEmpty || rest.hasPrefix(":"), !host.isEmpty, let port, port > 0 else {
            throw ModelError.invalidRequest(detail: "the upstream URL's host or port cannot be used")
        }
        return UpstreamOrigin(isSecure: isSecure, host: String(host), port: port)
    }

    /// The URLs of a list separated by commas, white space around them ignored.
    ///
    /// - Parameter text: `http://localhost:1234, http://other:1234`.
    /// - Returns: at least one URL.
    /// - Throws: `ModelError.invalidRequest` when one is wrong or there is none.
    public static func list(_ text: String) throws(ModelError) -> [UpstreamURL] {
        var urls: [UpstreamURL] = []
        for part in text.split(separator: ",") {
            let url = part.drop { $0.isWhitespace }
            guard let end = url.lastIndex(where: { !$0.isWhitespace }) else { continue }
            urls.append(try UpstreamURL(String(url[...end])))
        }
        guard !urls.isEmpty else { throw ModelError.invalidRequest(detail: "there is no upstream URL") }
        return urls
    }
}
