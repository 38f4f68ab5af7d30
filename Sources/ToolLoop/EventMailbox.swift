// SPDX-License-Identifier: Apache-2.0

package import ChatModel
import Synchronization

/// Carries events from the one task that makes them to the one that shows them, in batches.
///
/// The reader takes all that has come in since it last asked, so that under load one wake-up and one write serve
/// many events. The writer waits while more than the limit lies unread: a slow reader slows the upstream down.
/// Cancelling either task wakes it; closing the mailbox from the reader's side makes the writer throw.
package final class EventMailbox: Sendable {
    /// How much may lie unread before the writer waits, in bytes of text with `eventBytes` for each event's rest.
    ///
    /// 256 KiB is a few seconds of the fastest model, and far below what one slow client may cost the host.
    package static let defaultLimitBytes = 256 << 10
    /// What an event counts for beyond its text: its size in memory, roughly.
    package static let eventBytes = 64

    fileprivate struct State {
        var events: [ChatEvent] = []
        var bytes = 0
        var isNudged = false
        /// The writer has said that nothing follows.
        var isFinished = false
        /// The reader has left.
        var isClosed = false
        var reader: CheckedContinuation<Void, Never>?
        var writer: CheckedContinuation<Void, Never>?
    }

    private let limitBytes: Int
    private let state = Mutex(State())

    package init(limitBytes: Int = EventMailbox.defaultLimitBytes) {
        self.limitBytes = limitBytes
    }

    // MARK: - The writer's side

    /// Puts events in, then waits until what lies unread is within the limit.
    ///
    /// - Throws: `CancellationError` when the task is cancelled or the reader has closed the mailbox.
    package func send(_ events: [ChatEvent]) async throws {
        if !events.isEmpty {
            let reader = state.withLock { state -> CheckedContinuation<Void, Never>? in
                guard !state.isClosed, !state.isFinished else { return nil }
                state.append(events)
                return state.reader.take()
            }
            reader?.resume()
        }
        while !Task.isCancelled {
            let (isClosed, mayGoOn) = state.withLock { ($0.isClosed, $0.bytes <= limitBytes) }
            if isClosed { throw CancellationError() }
            if mayGoOn { return }
            await waitForRoom()
        }
        throw CancellationError()
    }

    /// Puts one event in without waiting, unless the limit is met; for what may be dropped, such as progress.
    ///
    /// May be called from any thread.
    ///
    /// - Returns: whether the event went in.
    @discardableResult
    package func offer(_ event: ChatEvent) -> Bool {
        let (isTaken, reader) = state.withLock { state -> (Bool, CheckedContinuation<Void, Never>?) in
            guard !state.isClosed, !state.isFinished, state.bytes <= limitBytes else { return (false, nil) }
            state.append([event])
            return (true, state.reader.take())
        }
        reader?.resume()
        return isTaken
    }

    /// Says that nothing follows; the reader gets what is left, then nil.
    package func finish() {
        let reader = state.withLock { state in
            state.isFinished = true
            return state.reader.take()
        }
        reader?.resume()
    }

    // MARK: - The reader's side

    /// Everything that has come in since the last call, at least one event; or an empty batch after a nudge.
    ///
    /// - Returns: nil at the end, after `close()`, and when the task is cancelled.
    package func next() async -> [ChatEvent]? {
        while !Task.isCancelled {
            let (batch, isOver, writer) = state.withLock { $0.take() }
            writer?.resume()
            if let batch { return batch }
            if isOver { return nil }
            await waitForEvents()
        }
        return nil
    }

    /// Wakes the reader with an empty batch when nothing lies unread; from any thread.
    package func nudge() {
        let reader = state.withLock { state in
            state.isNudged = true
            return state.reader.take()
        }
        reader?.resume()
    }

    /// Lets go of the mailbox: what lies unread is dropped, the writer throws at once or at its next `send`.
    ///
    /// May be called from any thread.
    package func close() {
        let (reader, writer) = state.withLock { state in
            state.isClosed = true
            state.events = []
            state.bytes = 0
            return (state.reader.take(), state.writer.take())
        }
        reader?.resume()
        writer?.resume()
    }

    // MARK: - Waiting

    /// Returns when there may be something to read; the caller looks again.
    private func waitForEvents() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let mustWait = state.withLock { state in
                    // A cancellation before this point found no continuation to wake.
                    guard !Task.isCancelled, !state.hasNews else { return false }
                    state.reader = continuation
                    return true
                }
                if !mustWait { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.reader.take() }?.resume()
        }
    }

    /// Returns when there may be room again; the caller looks again.
    private func waitForRoom() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let mustWait = state.withLock { state in
                    guard !Task.isCancelled, !state.isClosed, state.bytes > limitBytes else { return false }
                    state.writer = continuation
                    return true
                }
                if !mustWait { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.writer.take() }?.resume()
        }
    }
}

extension EventMailbox.State {
    var hasNews: Bool {
        !events.isEmpty || isNudged || isFinished || isClosed
    }

    mutating func append(_ new: [ChatEvent]) {
        if events.isEmpty {
            events = new
        } else {
            events.append(contentsOf: new)
        }
        for event in new { bytes += event.textBytes + EventMailbox.eventBytes }
    }

    /// What the reader gets now: a batch, or word that there will be none; and the writer to wake.
    mutating func take() -> (batch: [ChatEvent]?, isOver: Bool, writer: CheckedContinuation<Void, Never>?) {
        if isClosed { return (nil, true, nil) }
        guard !events.isEmpty || isNudged else { return (nil, isFinished, nil) }
        let batch = events
        events = []
        bytes = 0
        isNudged = false
        return (batch, false, writer.take())
    }
}

extension ChatEvent {
    /// The length of the event's text, which is what makes an event large.
    fileprivate var textBytes: Int {
        switch self {
        case .text(let text), .reasoning(let text), .argumentsDelta(_, let text): text.utf8.count
        case .result(_, let result, _): result.contentBytes
        case .failure(let failure): failure.message.utf8.count
        case .callStarted, .call, .progress, .approval, .usage, .done: 0
        }
    }
}
