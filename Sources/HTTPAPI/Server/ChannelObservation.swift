// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// An observation that begins some time after it was asked for, on the channel's event loop.
final class ChannelObservation: Sendable {
    private enum State {
        case pending
        case begun(Signal.Observation)
        case cancelled
    }

    private let state = Mutex(State.pending)

    func hold(_ observation: Signal.Observation) {
        let isLate = state.withLock { state in
            if case .cancelled = state { return true }
            state = .begun(observation)
            return false
        }
        if isLate { observation.cancel() }
    }

    func cancel() {
        let begun = state.withLock { state -> Signal.Observation? in
            defer { state = .cancelled }
            if case .begun(let observation) = state { return observation }
            return nil
        }
        begun?.cancel()
    }
}
