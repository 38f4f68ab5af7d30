// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A value that several parties may bring, the first of which counts, and that one task waits for.
final class Settlement<Value: Sendable>: Sendable {
    private enum State {
        case open
        case awaited(CheckedContinuation<Value, Never>)
        /// Settled before anybody waited.
        case settled(Value)
        case delivered
    }

    private let state = Mutex(State.open)
    private let hasValue = Atomic(false)

    var isSettled: Bool { hasValue.load(ordering: .acquiring) }

    /// Brings the value, unless there is one already; false when there was.
    @discardableResult
    func settle(_ value: Value) -> Bool {
        let (isFirst, waiting) = state.withLock { state -> (Bool, CheckedContinuation<Value, Never>?) in
            hasValue.store(true, ordering: .releasing)
            switch state {
            case .open:
                state = .settled(value)
                return (true, nil)
            case .awaited(let continuation):
                state = .delivered
                return (true, continuation)
            case .settled, .delivered:
                return (false, nil)
            }
        }
        waiting?.resume(returning: value)
        return isFirst
    }

    /// Waits for the value; one task, once.
    func value() async -> Value {
        let found = state.withLock { state -> Value? in
            guard case .settled(let value) = state else { return nil }
            state = .delivered
            return value
        }
        if let found { return found }
        return await withCheckedContinuation { continuation in
            let value = state.withLock { state -> Value? in
                guard case .settled(let value) = state else {
                    state = .awaited(continuation)
                    return nil
                }
                state = .delivered
                return value
            }
            if let value { continuation.resume(returning: value) }
        }
    }
}
