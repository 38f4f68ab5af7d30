// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A clock that stands still until a test moves it.
package final class ManualClock: Clock, Sendable {
    package struct Instant: InstantProtocol {
        var offset: Duration

        package func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        package func duration(to other: Instant) -> Duration { other.offset - offset }
        package static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    private struct State {
        var now = Instant(offset: .zero)
        var sleepers: [(deadline: Instant, gate: Gate)] = []
        var watchers: [(count: Int, gate: Gate)] = []
    }

    private let state = Mutex(State())

    package init() {}

    package var now: Instant { state.withLock { $0.now } }
    package var minimumResolution: Duration { .zero }

    package func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        let gate = Gate()
        let woken = state.withLock { state -> [Gate] in
            guard deadline > state.now else { return [gate] }
            state.sleepers.append((deadline, gate))
            let (ready, waiting) = state.watchers.parted { state.sleepers.count >= $0.count }
            state.watchers = waiting
            return ready.map(\.gate)
        }
        for gate in woken { gate.open() }
        defer { state.withLock { $0.sleepers.removeAll { $0.gate === gate } } }
        try await gate.wait()
    }

    /// Moves the clock, and wakes who has slept long enough.
    package func advance(by duration: Duration) {
        let ready = state.withLock { state in
            state.now = state.now.advanced(by: duration)
            let now = state.now
            let (ready, waiting) = state.sleepers.parted { $0.deadline <= now }
            state.sleepers = waiting
            return ready
        }
        for sleeper in ready { sleeper.gate.open() }
    }

    /// Waits until that many tasks sleep.
    package func sleepers(_ count: Int) async throws {
        let gate = Gate()
        let isReached = state.withLock { state in
            if state.sleepers.count >= count { return true }
            state.watchers.append((count, gate))
            return false
        }
        if !isReached { try await gate.wait() }
    }
}

extension Array {
    fileprivate func parted(by isFirst: (Element) -> Bool) -> (first: [Element], second: [Element]) {
        (filter(isFirst), filter { !isFirst($0) })
    }
}
