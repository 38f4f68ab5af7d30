// SPDX-License-Identifier: Apache-2.0

package import ChatModel
import Synchronization

/// Where a run's events go.
package protocol EventSink: Sendable {
    /// Takes events in order; may make the caller wait, and throws once nobody wants them any more.
    func send(_ events: [ChatEvent]) async throws
    /// Takes an event that may be dropped, from any thread, without waiting.
    @discardableResult
    func offer(_ event: ChatEvent) -> Bool
}

/// Keeps events for an answer in one piece.
///
/// What it holds is bounded by the upstream's answer and by the limits on calls and their results.
final class EventLog: EventSink {
    private let log = Mutex<[ChatEvent]>([])

    var events: [ChatEvent] { log.withLock { $0 } }

    func send(_ events: [ChatEvent]) {
        log.withLock { $0.append(contentsOf: events) }
    }

    /// Drops it: nobody watches progress in an answer that comes when all is over.
    func offer(_ event: ChatEvent) -> Bool { false }
}
