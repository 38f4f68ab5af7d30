// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// Notices at once when the client of a connection goes away, also while an answer is being made.
///
/// hummingbird's own way reads on in the request's stream and thereby ends the connection; this handler only
/// looks. A client that closes its sending side counts as gone, as with nginx and Go: from here the two look alike.
final class ClientWatch: ChannelInboundHandler, RemovableChannelHandler, Sendable {
    typealias InboundIn = Any

    let departure = Signal()

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .inputClosed? = event as? ChannelEvent { departure.fire() }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        departure.fire()
        context.fireChannelInactive()
    }

    /// Calls `observer` when the client of `channel` has gone; does not wait for anything.
    static func observe(_ channel: any Channel, _ observer: @escaping @Sendable () -> Void)
        -> ChannelObservation
    {
        let observation = ChannelObservation()
        channel.eventLoop.execute {
            do {
                let watch = try channel.pipeline.syncOperations.handler(type: ClientWatch.self)
                observation.hold(watch.departure.observe(observer))
            } catch {
                // The pipeline of a closed channel is empty. A channel of a test without a socket never closes.
                channel.closeFuture.whenComplete { _ in observer() }
            }
        }
        return observation
    }
}
