// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// Makes one system call of all that is written within one turn of the event loop.
///
/// hummingbird flushes after each part of an answer; the last events of a stream and its end are two parts.
final class FlushGathering: ChannelOutboundHandler, RemovableChannelHandler {
    typealias OutboundIn = Any

    private var isFlushDue = false

    func flush(context: ChannelHandlerContext) {
        guard !isFlushDue else { return }
        isFlushDue = true
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        context.eventLoop.execute {
            let (gathering, context) = bound.value
            gathering.flushNow(context)
        }
    }

    /// What was written goes out before the end does.
    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        flushNow(context)
        context.close(mode: mode, promise: promise)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        isFlushDue = false
    }

    private func flushNow(_ context: ChannelHandlerContext) {
        guard isFlushDue else { return }
        isFlushDue = false
        context.flush()
    }
}
