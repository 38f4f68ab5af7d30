// SPDX-License-Identifier: Apache-2.0

import HummingbirdCore
import NIOCore
import Synchronization

/// Takes a body to its client as it comes into being.
protocol BodyTransport: Sendable {
    /// Whether little enough lies unsent.
    var hasRoom: Bool { get }
    /// Takes bytes without waiting, from any thread.
    func put(_ bytes: ByteBuffer)
    /// Waits until little enough lies unsent.
    ///
    /// - Throws: `CancellationError`; `ChannelError` when the client has gone.
    func room() async throws
    /// Has the comment sent whenever nothing was for too long.
    func keepAlive(with comment: ByteBuffer)
}

extension ResponseBody {
    /// A body that `produce` writes while it comes into being, and that ends when `produce` returns.
    ///
    /// - Parameter produce: runs in the task of the request, and throws when the body cannot be brought to its end.
    /// - Returns: the body.
    static func streamed(
        _ produce: @escaping @Sendable (any BodyTransport) async throws -> Void
    ) -> ResponseBody {
        ResponseBody { writer in
            if let connection = writer as? any BodyTransport {
                try await produce(connection)
            } else {
                // Who reads without a connection gets the body in one piece.
                let body = BodyInOnePiece()
                try await produce(body)
                try await writer.write(body.bytes)
            }
            try await writer.finish(nil)
        }
    }
}

/// Gathers a body for a reader that has no connection, such as a test of a route.
private final class BodyInOnePiece: BodyTransport {
    private let gathered = Mutex(ByteBuffer())

    var bytes: ByteBuffer { gathered.withLock { $0 } }
    var hasRoom: Bool { true }

    func put(_ bytes: ByteBuffer) {
        gathered.withLock { _ = $0.writeImmutableBuffer(bytes) }
    }

    func room() async throws {
        try Task.checkCancellation()
    }

    func keepAlive(with comment: ByteBuffer) {}
}
