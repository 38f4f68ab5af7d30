// SPDX-License-Identifier: Apache-2.0

import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization

/// The connections of a client: one for each request under way, and those that wait for the next one.
///
/// A connection stays on the event loop of whoever asked for it and serves only requests from there, so that what
/// arrives never changes threads on its way.
final class UpstreamConnections: Sendable {
    /// How many connections are kept for the next request, over all servers and event loops.
    ///
    /// A model server has a handful of requests at once; the rest is for relays under load.
    static let idleLimit = 256
    /// How long one is kept.
    ///
    /// As long as most servers do; one that was closed meanwhile costs a new connection, not an error.
    static let idleTime = TimeAmount.seconds(60)

    /// Where a connection can serve.
    private struct Place: Hashable {
        var origin: UpstreamOrigin
        var eventLoop: ObjectIdentifier
    }

    private struct Idle {
        var connection: NIOLoopBound<UpstreamConnection>
        var eventLoop: any EventLoop
    }

    private struct State {
        var idle: [Place: [Idle]] = [:]
        var idleCount = 0
        var open: [ObjectIdentifier: any Channel] = [:]
        var isShutDown = false
    }

    private let group: any EventLoopGroup
    private let connectTimeout: TimeAmount
    private let idleTime: TimeAmount
    private let security = UpstreamSecurity()
    private let state = Mutex(State())

    /// - Parameters:
    ///   - group: where the connections live.
    ///   - connectTimeout: how long one may take to come about.
    ///   - idleTime: how long one is kept for the next request.
    init(group: any EventLoopGroup, connectTimeout: Duration, idleTime: TimeAmount) {
        self.group = group
        self.connectTimeout = TimeAmount(connectTimeout)
        self.idleTime = idleTime
    }

    /// Where a request made now has its connection.
    ///
    /// That is the event loop of the calling thread, if it is one, else where a connection waits.
    func eventLoop(for origin: UpstreamOrigin) -> any EventLoop {
        let eventLoop = group.any()
        guard !eventLoop.inEventLoop else { return eventLoop }
        let idle = state.withLock { state in
            state.idle.first { $0.key.origin == origin && !$0.value.isEmpty }?.value.last
        }
        return idle?.eventLoop ?? eventLoop
    }

    /// Sends a request; what comes of it goes to the exchange.
    ///
    /// - Parameters:
    ///   - request: what is sent.
    ///   - exchange: gets the answer.
    ///   - eventLoop: where the connection lives.
    ///   - isFresh: whether only a new connection will do.
    func send(
        _ request: UpstreamRequest, for exchange: UpstreamExchange, on eventLoop: any EventLoop, isFresh: Bool
    ) {
        exchange.watch()
        if eventLoop.inEventLoop {
            start(request, exchange, eventLoop, isFresh)
        } else {
            eventLoop.execute { self.start(request, exchange, eventLoop, isFresh) }
        }
    }

    /// Closes all connections and waits until they are; requests under way fail, and no new one is taken.
    ///
    /// - Throws: `ChannelError.alreadyClosed` when that was done before.
    func shutdown() async throws {
        let channels = state.withLock { state -> [any Channel]? in
            guard !state.isShutDown else { return nil }
            state.isShutDown = true
            state.idle = [:]
            return Array(state.open.values)
        }
        guard let channels else { throw ChannelError.alreadyClosed }
        for channel in channels { channel.close(promise: nil) }
        // How each one came to close does not matter.
        for channel in channels { _ = try? await channel.closeFuture.get() }
    }

    // MARK: - On the event loop

    private func start(
        _ request: UpstreamRequest, _ exchange: UpstreamExchange, _ eventLoop: any EventLoop, _ isFresh: Bool
    ) {
        if !isFresh, let connection = idleConnection(to: request.origin, on: eventLoop) {
            exchange.noteReuse()
            return connection.run(request, for: exchange)
        }
        connect(to: request.origin, on: eventLoop).assumeIsolated().whenComplete { result in
            switch result {
            case .success(let channel):
                do {
                    let connection = try channel.pipeline.syncOperations.handler(
                        type: UpstreamConnection.self)
                    connection.run(request, for: exchange)
                } catch {
                    // A channel that closed at once has lost its handlers.
                    exchange.fail(.closed)
                }
            case .failure(let error): exchange.fail(.connection(error))
            }
        }
    }

    private func idleConnection(to origin: UpstreamOrigin, on eventLoop: any EventLoop) -> UpstreamConnection?
    {
        let place = Place(origin: origin, eventLoop: ObjectIdentifier(eventLoop))
        while true {
            let idle = state.withLock { state -> Idle? in
                guard let idle = state.idle[place]?.popLast() else { return nil }
                state.idleCount -= 1
                return idle
            }
            guard let connection = idle?.connection.value else { return nil }
            if connection.isFree { return connection }
        }
    }

    private func keep(
        _ connection: UpstreamConnection, for origin: UpstreamOrigin, on eventLoop: any EventLoop
    ) {
        let place = Place(origin: origin, eventLoop: ObjectIdentifier(eventLoop))
        let idle = Idle(
            connection: NIOLoopBound(connection, eventLoop: eventLoop), eventLoop: eventLoop)
        let isKept = state.withLock { state in
            guard state.idleCount < Self.idleLimit, !state.isShutDown else { return false }
            state.idle[place, default: []].append(idle)
            state.idleCount += 1
            return true
        }
        if !isKept { connection.drop() }
    }

    // MARK: - Connecting

    private func connect(to origin: UpstreamOrigin, on eventLoop: any EventLoop) -> EventLoopFuture<
        any Channel
    > {
        guard origin.isSecure else { return connect(to: origin, nil, on: eventLoop) }
        return security.context(on: eventLoop).flatMap { self.connect(to: origin, $0, on: eventLoop) }
    }

    private func connect(
        to origin: UpstreamOrigin, _ security: NIOSSLContext?, on eventLoop: any EventLoop
    ) -> EventLoopFuture<any Channel> {
        let bootstrap = ClientBootstrap(group: eventLoop)
            .connectTimeout(connectTimeout)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try self.prepare(channel, for: origin, security)
                }
            }
        // An address needs no look-up.
        if let address = try? SocketAddress(ipAddress: origin.host, port: origin.port) {
            return bootstrap.connect(to: address)
        }
        return bootstrap.connect(host: origin.host, port: origin.port)
    }

    private func prepare(
        _ channel: any Channel, for origin: UpstreamOrigin, _ security: NIOSSLContext?
    ) throws {
        let pipeline = channel.pipeline.syncOperations
        // No program that is started gets it.
        _ = try pipeline.withUnsafeTransportIfAvailable(of: NIOBSDSocket.Handle.self) { socket in
            fcntl(socket, F_SETFD, FD_CLOEXEC)
        }
        if let security {
            try pipeline.addHandler(try UpstreamSecurity.handler(security, for: origin))
        }
        // The fields of requests are made here, the one that comes from the settings is looked at where it is used.
        try pipeline.addHandler(HTTPRequestEncoder())
        let connection = UpstreamConnection { [weak self, eventLoop = channel.eventLoop] connection in
            guard let self else { return connection.drop() }
            keep(connection, for: origin, on: eventLoop)
        }
        try pipeline.addHandler(connection)
        try note(channel)
        watch(connection, on: channel.eventLoop)
    }

    private func note(_ channel: any Channel) throws {
        let key = ObjectIdentifier(channel)
        let isTaken = state.withLock { state in
            guard !state.isShutDown else { return false }
            state.open[key] = channel
            return true
        }
        guard isTaken else { throw ChannelError.ioOnClosedChannel }
        channel.closeFuture.whenComplete { [weak self] _ in self?.forget(key) }
    }

    private func forget(_ key: ObjectIdentifier) {
        state.withLock { _ = $0.open.removeValue(forKey: key) }
    }

    /// Closes the connection once it has been idle for its time; one timer serves all its life.
    private func watch(_ connection: UpstreamConnection, on eventLoop: any EventLoop) {
        // One that is in use is looked at again later: its last use may be long ago, and a timer that is due at once
        // would have the event loop do nothing else.
        let due = (connection.isFree ? connection.lastUse : .now()) + idleTime
        let bound = NIOLoopBound(connection, eventLoop: eventLoop)
        connection.idleTimer = eventLoop.scheduleTask(deadline: due) { [weak self, idleTime] in
            let connection = bound.value
            let isOverdue = connection.isFree && connection.lastUse + idleTime <= .now()
            if isOverdue { connection.drop() } else { self?.watch(connection, on: eventLoop) }
        }
    }
}
