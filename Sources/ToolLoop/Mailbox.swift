// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// What a mailbox carries.
package protocol MailboxItem: Sendable {
    /// What the item counts for while it lies unread, in bytes.
    var mailboxBytes: Int { get }
}

/// Carries items from the tasks that make them to the one that shows them, in batches.
///
/// The reader takes all that has come in since it last asked, so that under load one wake-up and one write serve
/// many items. A writer waits while more than the limit lies unread: a slow reader slows the upstream down.
/// Cancelling a task wakes it; closing the mailbox from the reader's side makes the writers throw.
package final class Mailbox<Item: MailboxItem>: Sendable {
    /// How much may lie unread before writers wait.
    ///
    /// 256 KiB is a few seconds of the fastest model, and far below what one slow client may cost the host.
    package static var defaultLimitBytes: Int { 256 << 10 }

    fileprivate struct State {
        var items: [Item] = []
        var bytes = 0
        var isNudged = false
        /// It was said that nothing follows.
        var isFinished = false
        /// The reader has left.
        var isClosed = false
        var reader: CheckedContinuation<Void, Never>?
        /// The writers that wait for room.
        var writers: [CheckedContinuation<Void, Never>] = []
    }

    private let limitBytes: Int
    private let state = Mutex(State())

    package init(limitBytes: Int = Mailbox.defaultLimitBytes) {
        self.limitBytes = limitBytes
    }

    // MARK: - The writers' side

    /// Puts items in, then waits until what lies unread is within the limit.
    ///
    /// - Throws: `CancellationError` when the task is cancelled or the reader has closed the mailbox.
    package func send(_ items: [Item]) async throws {
        if !items.isEmpty {
            let reader = state.withLock { state -> CheckedContinuation<Void, Never>? in
                guard !state.isClosed, !state.isFinished else { return nil }
                state.append(items)
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

    /// Puts one item in without waiting, unless the limit is met; for what may be dropped, such as progress.
    ///
    /// May be called from any thread.
    ///
    /// - Returns: whether the item went in.
    @discardableResult
    package func offer(_ item: Item) -> Bool {
        let (isTaken, reader) = state.withLock { state -> (Bool, CheckedContinuation<Void, Never>?) in
            guard !state.isClosed, !state.isFinished, state.bytes <= limitBytes else { return (false, nil) }
            state.append([item])
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

    /// Everything that has come in since the last call, at least one item; or an empty batch after a nudge.
    ///
    /// - Returns: nil at the end, after `close()`, and when the task is cancelled.
    package func next() async -> [Item]? {
        while !Task.isCancelled {
            let (batch, isOver, writers) = state.withLock { $0.take() }
            for writer in writers { writer.resume() }
            if let batch { return batch }
            if isOver { return nil }
            await waitForItems()
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

    /// Lets go of the mailbox: what lies unread is dropped, writers throw at once or at their next `send`.
    ///
    /// May be called from any thread.
    package func close() {
        let (reader, writers) = state.withLock { state in
            state.isClosed = true
            state.items = []
            state.bytes = 0
            return (state.reader.take(), state.takeWriters())
        }
        reader?.resume()
        for writer in writers { writer.resume() }
    }

    // MARK: - Waiting

    /// Returns when there may be something to read; the caller looks again.
    private func waitForItems() async {
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
                    state.writers.append(continuation)
                    return true
                }
                if !mustWait { continuation.resume() }
            }
        } onCancel: {
            // Whoever was not cancelled looks again and waits on.
            for writer in state.withLock({ $0.takeWriters() }) { writer.resume() }
        }
    }
}

extension Mailbox.State {
    var hasNews: Bool {
        !items.isEmpty || isNudged || isFinished || isClosed
    }

    mutating func append(_ new: [Item]) {
        if items.isEmpty {
            items = new
        } else {
            items.append(contentsOf: new)
        }
        for item in new { bytes += item.mailboxBytes }
    }

    /// What the reader gets now: a batch, or word that there will be none; and the writers to wake.
    mutating func take() -> (batch: [Item]?, isOver: Bool, writers: [CheckedContinuation<Void, Never>]) {
        if isClosed { return (nil, true, []) }
        guard !items.isEmpty || isNudged else { return (nil, isFinished, []) }
        let batch = items
        items = []
        bytes = 0
        isNudged = false
        return (batch, false, takeWriters())
    }

    mutating func takeWriters() -> [CheckedContinuation<Void, Never>] {
        defer { writers = [] }
        return writers
    }
}
