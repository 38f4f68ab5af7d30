// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1

/// One connection to a server, which serves one exchange after the other.
///
/// All that a read brings of a body is handed on at once: one lock, one wake-up, however many chunks it held.
final class UpstreamConnection: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = Never
    typealias OutboundOut = HTTPClientRequestPart

    /// Room for what one read of a stream under load brings; more makes it grow.
    private static let readBytes = 16 << 10

    private let onIdle: (UpstreamConnection) -> Void
    private var context: ChannelHandlerContext?
    private var reader = ResponseReader()
    private var exchange: UpstreamExchange?
    /// What the read in progress brought of the body.
    private var received = ByteBuffer()
    private var isRequestSent = false
    private var isAnswerComplete = false
    private var keepsAlive = true
    private var isPaused = false
    private var isReadWanted = false
    /// When it was last of use.
    private(set) var lastUse = NIODeadline.now()
    /// What closes it when it has been idle for too long.
    var idleTimer: Scheduled<Void>?

    /// - Parameter onIdle: called when it is free for another exchange.
    init(onIdle: @escaping (UpstreamConnection) -> Void) {
        self.onIdle = onIdle
    }

    /// Whether it can serve an exchange now.
    var isFree: Bool { exchange == nil && context?.channel.isActive == true }

    /// Sends a request; the connection must be free.
    func run(_ request: UpstreamRequest, for exchange: UpstreamExchange) {
        guard let context, context.channel.isActive else { return exchange.fail(.closed) }
        guard exchange.begin(on: self) else { return onIdle(self) }
        self.exchange = exchange
        (isRequestSent, isAnswerComplete, keepsAlive) = (false, false, true)
        context.write(wrapOutboundOut(.head(request.head)), promise: nil)
        for part in request.body { context.write(wrapOutboundOut(.body(.byteBuffer(part))), promise: nil) }
        let sent = context.eventLoop.makePromise(of: Void.self)
        sent.futureResult.assumeIsolated().whenSuccess { [self] in
            if self.exchange === exchange { isRequestSent = true }
        }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: sent)
    }

    /// Gives the exchange up and closes the connection.
    func drop() {
        exchange = nil
        context?.close(promise: nil)
    }

    /// Reads on after the exchange has asked not to.
    func resumeReading() {
        isPaused = false
        guard isReadWanted else { return }
        isReadWanted = false
        context?.read()
    }

    // MARK: - Channel

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        idleTimer?.cancel()
    }

    func read(context: ChannelHandlerContext) {
        if isPaused { isReadWanted = true } else { context.read() }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard exchange != nil else { return drop() }
        let bytes = unwrapInboundIn(data)
        // What is of the body is copied, so that the memory of the read can serve the next one.
        if received.storageCapacity == 0 { received.reserveCapacity(Self.readBytes) }
        var index = 0
        do throws(ResponseReader.Fault) {
            while !isAnswerComplete,
                let part = try reader.next(bytes.readableBytesUInt8Span, at: &index, into: &received)
            {
                take(part)
            }
            // More than was asked for: whatever it answers, it is not the next request.
            if index < bytes.readableBytes { keepsAlive = false }
        } catch {
            errorCaught(context: context, error: error)
        }
    }

    private func take(_ part: ResponseReader.Part) {
        switch part {
        case .head(let head):
            keepsAlive = head.isKeepAlive
            exchange?.receive(head)
        case .end: isAnswerComplete = true
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        handOn()
        context.fireChannelReadComplete()
    }

    func channelInactive(context: ChannelHandlerContext) {
        keepsAlive = false
        if reader.endsWithConnection { isAnswerComplete = true }
        handOn()
        end { $0.fail(.closed) }
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        keepsAlive = false
        handOn()
        end { $0.fail(.connection(error)) }
        context.close(promise: nil)
    }

    /// Gives the exchange what has come, and at the end of the answer its end.
    private func handOn() {
        guard let exchange else { return }
        if received.readableBytes > 0 {
            isPaused = !exchange.receive(&received)
            received = ByteBuffer()
        }
        guard isAnswerComplete else { return }
        isPaused = false
        lastUse = .now()
        self.exchange = nil
        // A server that answers before it has all of the request may not read the rest of it. Whoever hears of the end
        // may ask again at once and is to find this connection.
        if keepsAlive, isRequestSent { onIdle(self) } else { context?.close(promise: nil) }
        exchange.finish()
    }

    private func end(_ tell: (UpstreamExchange) -> Void) {
        guard let ended = exchange else { return }
        exchange = nil
        tell(ended)
    }
}
