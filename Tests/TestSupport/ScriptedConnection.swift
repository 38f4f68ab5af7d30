// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1

/// One client's connection to the scripted upstream: notes requests, and when the client goes away.
final class ScriptedConnection: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart

    private let upstream: ScriptedUpstream
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []
    private var latest: ScriptedUpstream.Exchange?

    private init(upstream: ScriptedUpstream) {
        self.upstream = upstream
    }

    static func prepare(_ channel: any Channel, for upstream: ScriptedUpstream) throws {
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(ByteToMessageHandler(HTTPRequestDecoder()))
        try pipeline.addHandler(ScriptedConnection(upstream: upstream))
    }

    func channelActive(context: ChannelHandlerContext) {
        upstream.connected(context.channel)
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let newHead):
            head = newHead
            body = []
        case .body(let bytes):
            body.append(contentsOf: bytes.readableBytesView)
        case .end:
            guard let head else { return }
            latest = upstream.arrive(Self.request(head, body), on: context.channel)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        leave()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A reset is one way of leaving; bytes that are no HTTP end the connection too.
        context.close(promise: nil)
    }

    private func leave() {
        guard let latest else { return }
        if !latest.finished.isOpen { latest.abandoned.open() }
        latest.closed.open()
    }

    private static func request(_ head: HTTPRequestHead, _ body: [UInt8]) -> ScriptedUpstream.Request {
        var headers: [String: String] = [:]
        for (name, value) in head.headers { headers[name.lowercased()] = value }
        return ScriptedUpstream.Request(
            method: head.method.rawValue, path: head.uri, headers: headers, body: body)
    }
}

/// A reply on its way: what to do, and where.
struct ScriptedPerformance: Sendable {
    var reply: ScriptedReply
    var exchange: ScriptedUpstream.Exchange
    var channel: any Channel

    /// Does one step after the other until the reply or the connection is over.
    func run() async {
        for (index, step) in reply.steps.enumerated() {
            do {
                switch step {
                case .write(let bytes):
                    // A client may close as soon as it has the last bytes: it does not leave early then.
                    if index == reply.steps.count - 1 { exchange.finished.open() }
                    try await channel.writeAndFlush(ByteBuffer(bytes: bytes))
                case .hold(let gate):
                    try await hold(at: gate)
                case .disconnect:
                    exchange.finished.open()
                    try await channel.close()
                }
            } catch {
                return  // The connection is gone, which its handler has noted.
            }
        }
        exchange.finished.open()
    }

    /// Waits at the gate; throws when the connection closes first.
    private func hold(at gate: Gate) async throws {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await gate.wait()
                return true
            }
            group.addTask { [exchange] in
                try await exchange.closed.wait()
                return false
            }
            let isThrough = try await group.next()
            group.cancelAll()
            if isThrough != true { throw ChannelError.ioOnClosedChannel }
        }
    }
}
