// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// TLS as a client, with the certificates that the system trusts.
final class UpstreamSecurity: Sendable {
    private let known = Mutex<NIOSSLContext?>(nil)

    /// The settings of all connections, made when first needed: reading the trusted certificates takes its time, so it
    /// happens off the event loop.
    func context(on eventLoop: any EventLoop) -> EventLoopFuture<NIOSSLContext> {
        if let context = known.withLock({ $0 }) { return eventLoop.makeSucceededFuture(context) }
        return NIOThreadPool.singleton.runIfActive(eventLoop: eventLoop) {
            var configuration = TLSConfiguration.makeClientConfiguration()
            configuration.applicationProtocols = ["http/1.1"]
            let context = try NIOSSLContext(configuration: configuration)
            self.known.withLock { $0 = context }
            return context
        }
    }

    /// The first handler of a connection to `origin`.
    static func handler(_ context: NIOSSLContext, for origin: UpstreamOrigin) throws -> NIOSSLClientHandler {
        // Certificates name hosts; an address is checked as one, but cannot be asked for by name.
        let isAddress = (try? SocketAddress(ipAddress: origin.host, port: origin.port)) != nil
        return try NIOSSLClientHandler(context: context, serverHostname: isAddress ? nil : origin.host)
    }
}
