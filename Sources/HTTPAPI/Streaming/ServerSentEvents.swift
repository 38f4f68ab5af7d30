// SPDX-License-Identifier: Apache-2.0

import ChatModel
import EventCoding
import NIOCore
import Synchronization
import ToolLoop

/// Writes the events of one chat to its client, each batch at once.
final class ServerSentEvents: EventSink {
    private let body: any BodyTransport
    private let hasEnded = Mutex(false)

    init(_ body: any BodyTransport) {
        self.body = body
    }

    /// Whether `done` was written, which nothing follows.
    var isDone: Bool { hasEnded.withLock { $0 } }

    /// Writes events in order, and waits while too much lies unsent.
    ///
    /// - Throws: `CancellationError`, or `ChannelError` when the client has gone.
    func send(_ events: [ChatEvent]) async throws {
        try Task.checkCancellation()
        put(events)
        if !body.hasRoom { try await body.room() }
    }

    /// Writes one event unless too much lies unsent.
    func offer(_ event: ChatEvent) -> Bool {
        guard body.hasRoom, !isDone else { return false }
        put([event])
        return true
    }

    /// Writes events without waiting.
    func put(_ events: [ChatEvent]) {
        guard let last = events.last else { return }
        var writer = EventWriter()
        writer.reserve(events: events.count)
        writer.writeServerSent(events)
        body.put(ByteBuffer(bytes: writer.bytes))
        if case .done = last { hasEnded.withLock { $0 = true } }
    }
}
