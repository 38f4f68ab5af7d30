// SPDX-License-Identifier: Apache-2.0

import ChatModel
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import ToolLoop

/// A chat answered as server-sent events, each written as soon as it is certain, `done` last.
struct EventStream: Sendable {
    let loop: TurnLoop
    let request: TurnRequest
    let watch: InterruptionWatch
    let logger: Logger

    /// 200 and a body that writes itself; what fails from here on is an event.
    var response: Response {
        Response(
            status: .ok,
            headers: [
                .contentType: "text/event-stream", .cacheControl: "no-cache", .xContentTypeOptions: "nosniff",
            ],
            body: .streamed { try await write(to: $0) })
    }

    /// - Throws: when the client has gone; the connection is of no more use then.
    private func write(to body: any BodyTransport) async throws {
        body.keepAlive(with: .keepAliveComment)
        let sink = ServerSentEvents(body)
        do {
            try await loop.run(request, into: sink)
        } catch {
            let last = try lastEvents(after: error)
            if !sink.isDone { sink.put(last) }
        }
        // The end must not be lost with a connection that closes behind it.
        try await body.room()
    }

    /// What a client that is still there is to be told, `done` last.
    private func lastEvents(after error: any Error) throws -> [ChatEvent] {
        switch watch.reason {
        case .clientLeft: throw Interruption.clientLeft
        case .shuttingDown: return [.failure(ChatFailure(.shuttingDown)), .done(.cancelled)]
        case nil:
            logger.error("chat failed", metadata: ["error.message": .string(String(reflecting: error))])
            return [.failure(ChatFailure(.internal)), .done(.error)]
        }
    }
}

extension ByteBuffer {
    /// Shows in silence that the connection lives; clients of event streams pass over it.
    static let keepAliveComment = ByteBuffer(string: ": keep-alive\n\n")
}

extension ChatFailure {
    /// The failure as an event.
    fileprivate init(_ failure: HTTPFailure) {
        self.init(code: failure.code, message: failure.message)
    }
}
