// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A place for a result that several may bring; the first one counts, and one task waits for it.
final class FirstOutcome<Value: Sendable>: Sendable {
    private enum State {
        case open
        case awaited(CheckedContinuation<Value, any Error>)
        case settled(Result<Value, any Error>)
    }

    private let state = Mutex(State.open)

    /// Brings a result.
    ///
    /// - Returns: whether it was the first and counts.
    @discardableResult
    func settle(_ result: Result<Value, any Error>) -> Bool {
        let earlier = state.withLock { state in
            let earlier = state
            if case .settled = state { return earlier }
            state = .settled(result)
            return earlier
        }
        switch earlier {
        case .settled: return false
        case .open: return true
        case .awaited(let continuation):
            continuation.resume(with: result)
            return true
        }
    }

    /// Waits for the first result.
    ///
    /// To be called once.
    ///
    /// - Throws: the result's error, or `CancellationError` when the waiting task is cancelled first.
    func value() async throws -> Value {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let settled = state.withLock { state -> Result<Value, any Error>? in
                    if case .settled(let result) = state { return result }
                    state = .awaited(continuation)
                    return nil
                }
                if let settled { continuation.resume(with: settled) }
            }
        } onCancel: {
            settle(.failure(CancellationError()))
        }
    }
}
