// SPDX-License-Identifier: Apache-2.0

import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// A loopback HTTP/1.1 server that does to each request what a script says, and tells what the client did.
package final class ScriptedUpstream: Sendable {
    /// A request as it came.
    package struct Request: Sendable {
        package var method: String
        package var path: String
        package var headers: [String: String]
        package var body: [UInt8]

        /// The body as text.
        package var text: String { String(decoding: body, as: UTF8.self) }
    }

    /// One request with what became of it.
    struct Exchange: Sendable {
        let arrived = Gate()
        /// Opens when the client went away before its reply was over.
        let abandoned = Gate()
        /// Opens when the reply was over before the client went away.
        let finished = Gate()
        /// Opens when the connection is closed, whoever closed it.
        let closed = Gate()
        var request: Request?
    }

    private struct State {
        var replies: [ScriptedReply]
        var exchanges: [Exchange] = []
        var arrivals = 0
        var port = 0
        var connections = 0
        var channels: [any Channel] = []
        var isClosing = false
    }

    private let state: Mutex<State>
    private let thereafter: ScriptedReply
    private let performances: AsyncStream<ScriptedPerformance>.Continuation

    init(
        replies: [ScriptedReply], thereafter: ScriptedReply,
        performances: AsyncStream<ScriptedPerformance>.Continuation
    ) {
        self.thereafter = thereafter
        self.performances = performances
        state = Mutex(State(replies: replies.reversed()))
    }

    /// The loopback port on which it listens.
    package var port: Int { state.withLock { $0.port } }

    /// `http://127.0.0.1:` and the port.
    package var url: String { "http://127.0.0.1:\(port)" }

    /// The requests that have come so far, in order.
    package var requests: [Request] {
        state.withLock { state in state.exchanges.prefix(state.arrivals).compactMap(\.request) }
    }

    /// How many connections clients have made so far.
    package var connections: Int { state.withLock { $0.connections } }

    /// Waits for request number `index` (from 0) and returns it.
    ///
    /// - Throws: `CancellationError` when the task is cancelled first.
    package func request(_ index: Int) async throws -> Request {
        let exchange = exchange(index)
        try await exchange.arrived.wait()
        guard let request = self.exchange(index).request else { throw CancellationError() }
        return request
    }

    /// Waits until the client of request number `index` goes away while its reply is not over.
    ///
    /// - Throws: `CancellationError` when the task is cancelled first.
    package func clientLeft(_ index: Int) async throws {
        try await exchange(index).abandoned.wait()
    }

    /// Waits until the reply to request number `index` has been written to its end.
    ///
    /// - Throws: `CancellationError` when the task is cancelled first.
    package func replied(_ index: Int) async throws {
        try await exchange(index).finished.wait()
    }

    /// Waits until the connection of request number `index` is closed, whoever closed it.
    ///
    /// - Throws: `CancellationError` when the task is cancelled first.
    package func closed(_ index: Int) async throws {
        try await exchange(index).closed.wait()
    }

    private func exchange(_ index: Int) -> Exchange {
        state.withLock { state in
            while state.exchanges.count <= index { state.exchanges.append(Exchange()) }
            return state.exchanges[index]
        }
    }

    // MARK: - The connections' side

    /// Notes a request and has its reply performed.
    func arrive(_ request: Request, on channel: any Channel) -> Exchange {
        let (exchange, reply) = state.withLock { state in
            let index = state.arrivals
            state.arrivals += 1
            if state.exchanges.count <= index { state.exchanges.append(Exchange()) }
            state.exchanges[index].request = request
            return (state.exchanges[index], state.replies.popLast() ?? thereafter)
        }
        exchange.arrived.open()
        performances.yield(ScriptedPerformance(reply: reply, exchange: exchange, channel: channel))
        return exchange
    }

    func connected(_ channel: any Channel) {
        let isClosing = state.withLock { state in
            state.channels.append(channel)
            state.connections += 1
            return state.isClosing
        }
        if isClosing { channel.close(promise: nil) }
    }

    func listen(on server: any Channel) {
        state.withLock { state in
            state.port = server.localAddress?.port ?? 0
            state.channels.append(server)
        }
    }

    /// Closes the server and all connections.
    func close() {
        performances.finish()
        let channels = state.withLock { state in
            state.isClosing = true
            return state.channels
        }
        for channel in channels { channel.close(promise: nil) }
    }
}

/// Runs `body` beside a scripted server, and closes the server and its connections when it returns.
///
/// - Parameters:
///   - replies: what to do with the first requests, in order of arrival.
///   - thereafter: what to do with all further ones.
///   - body: the test.
/// - Returns: what `body` returns.
/// - Throws: what `body` throws.
package func withScriptedUpstream<Result: Sendable>(
    _ replies: [ScriptedReply],
    thereafter: ScriptedReply = .status(500, body: #"{"error":"nothing more is scripted"}"#),
    _ body: (ScriptedUpstream) async throws -> Result
) async throws -> Result {
    // As many as the test sends requests.
    let (performances, continuation) = AsyncStream.makeStream(
        of: ScriptedPerformance.self, bufferingPolicy: .unbounded)
    let upstream = ScriptedUpstream(replies: replies, thereafter: thereafter, performances: continuation)
    let server = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
        .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
        .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
        .childChannelInitializer { channel in
            channel.eventLoop.makeCompletedFuture { try ScriptedConnection.prepare(channel, for: upstream) }
        }
        .bind(host: "127.0.0.1", port: 0).get()
    upstream.listen(on: server)
    return try await withThrowingTaskGroup(of: Void.self) { group in
        defer {
            upstream.close()
            group.cancelAll()
        }
        group.addTask {
            await withDiscardingTaskGroup { plays in
                for await performance in performances { plays.addTask { await performance.run() } }
            }
        }
        return try await body(upstream)
    }
}

/// A loopback port on which nothing listens, or will: it stays taken for as long as the tests run.
package func unusedPort() throws -> Int {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr = in_addr(s_addr: UInt32(0x7F00_0001).bigEndian)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let status = withUnsafeMutableBytes(of: &address) { bytes -> Int32 in
        guard let base = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self) else { return -1 }
        guard bind(descriptor, base, length) == 0 else { return -1 }
        return getsockname(descriptor, base, &length)
    }
    guard status == 0 else { throw ChannelError.unknownLocalAddress }
    return Int(UInt16(bigEndian: address.sin_port))
}
