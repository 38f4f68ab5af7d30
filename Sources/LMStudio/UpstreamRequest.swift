// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1

/// What is sent to a server, and to which.
struct UpstreamRequest: Sendable {
    let origin: UpstreamOrigin
    let head: HTTPRequestHead
    /// The body in the parts that it was made of; empty for none.
    let body: [ByteBuffer]
}

/// The server of a URL: what a connection is made to.
struct UpstreamOrigin: Sendable, Hashable {
    let isSecure: Bool
    /// A name or an address, IPv6 without its brackets.
    let host: String
    let port: Int

    /// As the `Host` header names it.
    var authority: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return port == (isSecure ? 443 : 80) ? name : "\(name):\(port)"
    }
}
