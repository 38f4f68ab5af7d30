// SPDX-License-Identifier: Apache-2.0

import ChatModel
import EventCoding
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
    let settings: HTTPServerSettings
    let logger: Logger

    /// 200 and a body that writes itself; what fails from here on is an event.
    var response: Response {
        Response(
            status: .ok,
            headers: [
                .contentType: "text/event-stream", .cacheControl: "no-cache", .xContentTypeOptions: "nosniff",
            ],
            body: ResponseBody { writer in
                try await write(to: &writer, clock: settings.clock)
                try await writer.finish(nil)
            })
    }

    /// - Throws: when the client has gone; the connection is of no more use then.
    private func write(to writer: inout any ResponseBodyWriter, clock: some Clock<Duration>) async throws {
        let mailbox = EventMailbox()
        let fate = StreamFate()
        let keepAlive = KeepAlive(interval: settings.keepAliveInterval, clock: clock)
        let observation = watch.observe { reason in
            fate.interrupt(reason)
            mailbox.close()
        }
        defer { observation.cancel() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await produce(into: mailbox, fate) }
            group.addTask { try await keepAlive.run { mailbox.nudge() } }
            defer { group.cancelAll() }
            var events = EventWriter()
            var isDone = false
            while !isDone, let batch = await mailbox.next() {
                events.reserve(events: batch.count)
                for event in batch { events.writeServerSent(event) }
                if batch.isEmpty { events.writeKeepAlive() }
                if case .done? = batch.last {
                    isDone = true
                    continue
                }
                try await writer.write(ByteBuffer(bytes: events.bytes))
                keepAlive.noteWrite()
                events.removeAll()
            }
            if !isDone { for event in try fate.lastEvents() { events.writeServerSent(event) } }
            // With nothing to wait for after the last write, the end of the body leaves together with it.
            group.cancelAll()
            while await group.nextResult() != nil {}
            try await writer.write(ByteBuffer(bytes: events.bytes))
        }
    }

    private func produce(into mailbox: EventMailbox, _ fate: StreamFate) async {
        do {
            try await loop.run(request, into: mailbox)
        } catch is CancellationError {
            // Whoever cancelled knows why, and says what is still to be said.
        } catch {
            logger.error("chat failed", metadata: ["error.message": .string(String(reflecting: error))])
            fate.fail()
        }
    }
}
