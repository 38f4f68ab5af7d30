// SPDX-License-Identifier: Apache-2.0

import Glibc
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypesHTTP1

/// An HTTP/1.1 connection whose requests are answered on its own event loop.
///
/// Nothing that a request does there may block; tools run on threads of their own.
struct RequestConnection: ServerChildChannel {
    /// A connection under way.
    struct Value: ServerChildChannelValue {
        let channel: any Channel
        fileprivate let handler: NIOLoopBound<RequestHandler>
        fileprivate let silence: any SilenceWatch

        fileprivate func onLoop(_ work: @escaping @Sendable (RequestHandler) -> Void) {
            channel.eventLoop.execute { work(handler.value) }
        }
    }

    /// The longest field and the longest list of fields of a request, in bytes.
    ///
    /// 80 KiB, as hummingbird has it: more than any browser sends.
    private static let headerBytes = 80 << 10
    private static let headerCount = 1000

    let responder: RouterResponder<HTTPRequestContext>
    let settings: HTTPServerSettings
    let shutdown: Signal

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            var limits = NIOHTTPDecoderLimitConfiguration()
            limits.maxHeaderFieldSize = Self.headerBytes
            limits.maxHeaderListSize = Self.headerBytes
            limits.maxHeaderFieldCount = Self.headerCount
            let pipeline = channel.pipeline.syncOperations
            // No program that is started gets it.
            _ = try pipeline.withUnsafeTransportIfAvailable(of: NIOBSDSocket.Handle.self) { socket in
                fcntl(socket, F_SETFD, FD_CLOEXEC)
            }
            // The fields of answers are of types that know no bad ones; requests in advance are the handler's.
            try pipeline.configureHTTPServerPipeline(
                withPipeliningAssistance: false, withErrorHandling: false,
                withOutboundHeaderValidation: false, withEncoderConfiguration: .init(),
                withDecoderLimitConfiguration: limits)
            try pipeline.addHandler(HTTP1ToHTTPServerCodec(secure: false))
            let silence = Self.silenceWatch(interval: settings.keepAliveInterval, clock: settings.clock)
            let idleTimeout = TimeAmount(settings.idleTimeout)
            let handler = RequestHandler(channel, idleTimeout, silence) { [responder] request in
                let source = ApplicationRequestContextSource(channel: channel, logger: logger)
                return try await responder.respond(to: request, context: HTTPRequestContext(source: source))
            }
            try pipeline.addHandler(handler)
            return Value(
                channel: channel, handler: NIOLoopBound(handler, eventLoop: channel.eventLoop),
                silence: silence)
        }
    }

    /// Returns when the connection is closed and its last request has come to its end.
    @concurrent func handle(value: Value, logger: Logger) async {
        let observation = shutdown.observe { value.onLoop { $0.interrupt() } }
        defer { observation.cancel() }
        await withTaskCancellationHandler {
            await withTaskGroup(of: Void.self) { group in
                // Cancelling is the only end it has.
                group.addTask { try? await value.silence.run { value.onLoop { $0.nudge() } } }
                // How the connection came to close does not matter.
                try? await value.channel.closeFuture.get()
                group.cancelAll()
            }
            let answering = try? await value.channel.eventLoop.submit { value.handler.value.answering }.get()
            // An event loop that is shut down has no more answers to wait for.
            await answering?.value
        } onCancel: {
            value.channel.close(promise: nil)
        }
    }

    private static func silenceWatch(interval: Duration, clock: some Clock<Duration>) -> any SilenceWatch {
        KeepAlive(interval: interval, clock: clock)
    }
}
