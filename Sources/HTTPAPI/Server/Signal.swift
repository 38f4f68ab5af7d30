// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Something that happens at most once and that many may want to hear of.
final class Signal: Sendable {
    private struct State {
        var hasFired = false
        var nextKey = 0
        var observers: [Int: @Sendable () -> Void] = [:]
    }

    /// An observer's place; it is called no more once cancelled.
    struct Observation: Sendable {
        fileprivate let signal: Signal
        fileprivate let key: Int

        func cancel() {
            _ = signal.state.withLock { $0.observers.removeValue(forKey: key) }
        }
    }

    private let state = Mutex(State())

    var hasFired: Bool { state.withLock { $0.hasFired } }

    /// Tells all observers; later calls do nothing.
    func fire() {
        let observers = state.withLock { state in
            state.hasFired = true
            defer { state.observers = [:] }
            return state.observers.values
        }
        for observer in observers { observer() }
    }

    /// Calls `observer` when the signal fires, at once if it has, on the thread that fires it.
    func observe(_ observer: @escaping @Sendable () -> Void) -> Observation {
        let (hasFired, key) = state.withLock { state in
            state.nextKey += 1
            if !state.hasFired { state.observers[state.nextKey] = observer }
            return (state.hasFired, state.nextKey)
        }
        if hasFired { observer() }
        return Observation(signal: self, key: key)
    }
}
