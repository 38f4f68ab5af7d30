// SPDX-License-Identifier: Apache-2.0

import NIOPosix
import Synchronization

/// The threads that plugins of this process run their calls on, and the engine that shares them out.
///
/// At most `PluginLimits.runningCalls` threads can be lost to plugins that never come back. A thread that has done
/// its call looks for the next one for a moment before it sleeps, and so does a caller for its answer: waking both takes
/// ten times as long as most calls.
final class CallThreads: Sendable {
    /// A call that holds its lane.
    struct Turn: Sendable {
        let call: ThreadCall
        let deadline: ContinuousClock.Instant
        let end: CallEnd
    }

    private struct State {
        /// Threads that look for a call, or are about to.
        var looking = 0
        /// Calls for them; never more than they are.
        var turns: [Turn] = []
        var looks = Looks()
    }

    let engine: CallEngine
    private let pool: NIOThreadPool
    private let hasStarted = Atomic(false)
    private let state = Mutex(State())
    private let callerLooks = Mutex(Looks())
    /// How many calls there are for threads that look.
    private let turnCount = Atomic(0)

    init(limits: PluginLimits) {
        engine = CallEngine(runningCalls: limits.runningCalls, waitingCalls: limits.waitingCalls)
        pool = NIOThreadPool(numberOfThreads: limits.runningCalls)
    }

    /// Starts the threads, for the first plugin that needs them: one in a process of its own has them there.
    func start() {
        guard !hasStarted.exchange(true, ordering: .acquiringAndReleasing) else { return }
        pool.start()
    }

    deinit {
        // A plugin that hangs keeps its thread; nobody needs to know when the others are gone.
        pool.shutdownGracefully { _ in }
    }

    /// Runs a call on one of the threads.
    func run(_ turn: Turn) {
        let isTaken = state.withLock { state in
            guard state.looking > state.turns.count else { return false }
            state.turns.append(turn)
            turnCount.add(1, ordering: .releasing)
            return true
        }
        if isTaken { return }
        pool.submit { [weak self] _ in
            var next = turn
            while true {
                let result = next.call.perform(deadline: next.deadline)
                // Before the caller knows, who may call again at once.
                let looks = self?.beginLook() ?? false
                next.end(result.mapError { $0 })
                guard looks, let another = self?.look() else { return }
                next = another
            }
        }
    }

    /// Waits a moment for the answer of the only call that runs.
    func look(until isAnswered: () -> Bool) {
        guard callerLooks.withLock({ $0.begin() }) else { return }
        let isFound = Looks.look(isAnswered)
        callerLooks.withLock { $0.end(isFound: isFound) }
    }

    private func beginLook() -> Bool {
        state.withLock { state in
            guard state.looks.begin() else { return false }
            state.looking += 1
            return true
        }
    }

    /// The call that comes within a moment.
    private func look() -> Turn? {
        _ = Looks.look { turnCount.load(ordering: .acquiring) > 0 }
        return state.withLock { state in
            state.looking -= 1
            // Another thread may have been quicker; a call that came at the last moment is there for this one.
            let turn = state.turns.isEmpty ? nil : state.turns.removeFirst()
            if turn != nil { turnCount.subtract(1, ordering: .releasing) }
            state.looks.end(isFound: turn != nil)
            return turn
        }
    }
}
