// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A door that a test opens once, and that any number of tasks wait at: what tests have instead of sleeping.
package final class Gate: Sendable {
    private struct State {
        var isOpen = false
        var nextTicket = 0
        var waiting: [Int: CheckedContinuation<Void, any Error>] = [:]
    }

    private let state = Mutex(State())

    package init() {}

    package var isOpen: Bool { state.withLock { $0.isOpen } }

    /// Lets all waiting tasks through, and those that come later.
    package func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            defer { state.waiting = [:] }
            return state.waiting.values
        }
        for continuation in waiting { continuation.resume() }
    }

    /// Waits until the gate is open.
    ///
    /// - Throws: `CancellationError` when the task is cancelled first.
    package func wait() async throws {
        let ticket = state.withLock { state in
            state.nextTicket += 1
            return state.nextTicket
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                enter(continuation, ticket: ticket)
            }
        } onCancel: {
            let continuation = state.withLock { $0.waiting.removeValue(forKey: ticket) }
            continuation?.resume(throwing: CancellationError())
        }
    }

    private func enter(_ continuation: CheckedContinuation<Void, any Error>, ticket: Int) {
        // The cancellation handler may have run before the continuation was there to be found.
        let isCancelled = Task.isCancelled
        let isThrough = state.withLock { state in
            if state.isOpen || isCancelled { return true }
            state.waiting[ticket] = continuation
            return false
        }
        guard isThrough else {
            if Task.isCancelled, let late = state.withLock({ $0.waiting.removeValue(forKey: ticket) }) {
                late.resume(throwing: CancellationError())
            }
            return
        }
        if isCancelled { continuation.resume(throwing: CancellationError()) } else { continuation.resume() }
    }
}
