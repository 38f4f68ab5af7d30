// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import HummingbirdCore
import NIOCore
import NIOHTTPTypes

/// The way of one answer to its client.
final class AnswerWriter: ResponseBodyWriter, BodyTransport {
    private let handler: NIOLoopBound<RequestHandler>
    private let channel: any Channel

    init(_ handler: NIOLoopBound<RequestHandler>, _ channel: any Channel) {
        self.handler = handler
        self.channel = channel
    }

    /// Writes the answer to a request, to its end or until the client has gone.
    func write(answerTo request: Request, _ respond: RequestHandler.Respond) async {
        do {
            var response = try await respond(request)
            response.headers[.date] = HTTPDate.now
            put(.head(response.head))
            try await response.body.write(self)
        } catch {
            // The routes answer every error of theirs; what is left is a client that has gone, or half a body.
        }
        // After the end this changes nothing.
        onLoop { $0.abandon(self) }
    }

    private func put(_ part: HTTPResponsePart) {
        onLoop { $0.write(part, of: self) }
    }

    private func onLoop(_ work: @escaping @Sendable (RequestHandler) -> Void) {
        if channel.eventLoop.inEventLoop {
            work(handler.value)
        } else {
            channel.eventLoop.execute { work(self.handler.value) }
        }
    }

    // MARK: - BodyTransport

    var hasRoom: Bool { channel.isWritable }

    func put(_ bytes: ByteBuffer) {
        put(.body(bytes))
    }

    func room() async throws {
        while !channel.isWritable {
            try Task.checkCancellation()
            try await withTaskCancellationHandler {
                try await withCheckedThrowingContinuation { waiter in
                    onLoop { $0.awaitRoom(waiter) }
                    // A cancellation before this point found nobody to wake.
                    if Task.isCancelled { wakeWriters() }
                }
            } onCancel: {
                wakeWriters()
            }
        }
    }

    private func wakeWriters() {
        onLoop { $0.wakeWriters(.success(())) }
    }

    func keepAlive(with comment: ByteBuffer) {
        onLoop { $0.keepAlive(with: comment, in: self) }
    }

    // MARK: - ResponseBodyWriter

    func write(_ buffer: ByteBuffer) async throws {
        put(buffer)
        try await room()
    }

    func finish(_ trailingHeaders: HTTPFields?) async throws {
        put(.end(trailingHeaders))
    }
}
