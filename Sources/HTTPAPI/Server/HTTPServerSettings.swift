// SPDX-License-Identifier: Apache-2.0

/// Where the server listens, whom it answers, and how much it takes on.
package struct HTTPServerSettings: Sendable {
    /// `localhost` listens on 127.0.0.1 and ::1; any other name or address on that alone.
    package var host: String
    /// 0 picks a free port.
    package var port: Int
    /// What clients must send as a bearer token; nil lets everybody in who reaches the port.
    package var apiKey: String?
    /// More names under which clients may address this host, such as a reverse proxy's.
    package var allowedHosts: [String]
    /// Whether `/chat` runs calls when the request does not say.
    package var executesByDefault: Bool
    /// The host program's version, for `/health`.
    package var version: String
    /// The largest request body.
    ///
    /// Default 16 MiB: a long conversation with a few photographs.
    package var bodyBytes: Int
    /// How long an event stream may be silent before a comment shows that it lives.
    ///
    /// Default 15 seconds: below the idle limits of common proxies.
    package var keepAliveInterval: Duration
    /// How long a connection may stay open without a request.
    ///
    /// Default 75 seconds.
    package var idleTimeout: Duration
    /// How many connections each address takes; more wait in the system's queue.
    ///
    /// Default 4096: a descriptor each.
    package var connections: Int
    /// How long an ending server waits for the last answers to be written.
    ///
    /// Default 2 seconds.
    package var shutdownGrace: Duration
    /// How long `/health` waits for the upstream.
    ///
    /// Default 2 seconds.
    package var healthTimeout: Duration
    /// What time is told by.
    package var clock: any Clock<Duration>

    package init(
        host: String = "localhost", port: Int = 3000, apiKey: String? = nil, allowedHosts: [String] = [],
        executesByDefault: Bool = false, version: String, bodyBytes: Int = 16 << 20,
        keepAliveInterval: Duration = .seconds(15), idleTimeout: Duration = .seconds(75),
        connections: Int = 4096,
        shutdownGrace: Duration = .seconds(2), healthTimeout: Duration = .seconds(2),
        clock: any Clock<Duration> = EventLoopClock()
    ) {
        self.host = host
        self.port = port
        self.apiKey = apiKey
        self.allowedHosts = allowedHosts
        self.executesByDefault = executesByDefault
        self.version = version
        self.bodyBytes = bodyBytes
        self.keepAliveInterval = keepAliveInterval
        self.idleTimeout = idleTimeout
        self.connections = connections
        self.shutdownGrace = shutdownGrace
        self.healthTimeout = healthTimeout
        self.clock = clock
    }
}
