// SPDX-License-Identifier: Apache-2.0

/// What is sent to a server.
struct WebRequest: Sendable, Hashable {
    /// A header and its value.
    struct Header: Sendable, Hashable {
        let name: String
        let value: String
    }

    /// The methods that may be asked for.
    enum Method: String, Sendable, Hashable, CaseIterable {
        case get = "GET"
        case head = "HEAD"
        case post = "POST"
        case put = "PUT"
        case patch = "PATCH"
        case delete = "DELETE"
        case options = "OPTIONS"
    }

    var address: WebAddress
    var method = Method.get
    var headers: [Header] = []
    var body: [UInt8]?

    /// The request that follows a redirect, as browsers do it (Fetch standard, HTTP-redirect fetch).
    func redirected(to target: WebAddress, status: Int) -> WebRequest {
        var next = self
        next.address = target
        let becomesGet =
            status == 303 && method != .get && method != .head
            || (status == 301 || status == 302) && method == .post
        if becomesGet {
            next.method = .get
            next.body = nil
            next.headers.removeAll { $0.name.lowercased().hasPrefix("content-") }
        }
        if !target.hasOrigin(of: address) {
            next.headers.removeAll { Self.secrets.contains($0.name.lowercased()) || Self.isKey($0.name) }
        }
        return next
    }

    /// Headers that are meant for one server alone.
    private static let secrets: Set = ["authorization", "cookie", "proxy-authorization"]

    private static func isKey(_ name: String) -> Bool {
        let name = name.lowercased()
        return ["key", "token", "auth", "secret", "session"].contains(where: name.contains)
    }
}

extension WebRequest.Header {
    /// Headers that say how a message travels, which is not the model's business.
    private static let reserved: Set = [
        "accept-encoding", "connection", "content-length", "expect", "host", "keep-alive", "te", "trailer",
        "transfer-encoding", "upgrade", "via",
    ]

    private static let longest = 8 << 10

    /// - Throws: `NetError` with `invalid_header` for what cannot be sent.
    init(checking name: String, _ value: String) throws(NetError) {
        let isToken =
            !name.isEmpty
            && name.utf8.allSatisfy { byte in
                (byte | 0x20) >= UInt8(ascii: "a") && (byte | 0x20) <= UInt8(ascii: "z")
                    || byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
                    || "!#$%&'*+-.^_`|~".utf8.contains(byte)
            }
        let lower = name.lowercased()
        guard isToken, name.utf8.count <= 200 else {
            throw NetError(.invalidHeader, "\"\(String(name.prefix(60)))\" is no name of a header.")
        }
        guard !Self.reserved.contains(lower), !lower.hasPrefix("proxy-") else {
            throw NetError(
                .invalidHeader, "The header \(name) is set by fetch itself.", hint: "Leave it out.")
        }
        let isPrintable = value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }
        guard isPrintable, value.utf8.count <= Self.longest else {
            throw NetError(
                .invalidHeader,
                "The value of the header \(name) has line ends or control characters, or is too long.")
        }
        self.init(name: name, value: value)
    }
}
