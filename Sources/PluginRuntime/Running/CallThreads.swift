// SPDX-License-Identifier: Apache-2.0

import NIOPosix
import Synchronization

/// The threads that plugins of this process run their calls on, and the engine that shares them out.
///
/// At most `PluginLimits.runningCalls` threads can be lost to plugins that never come back. A thread that has done
/// its call looks for the next one for a moment before it sleeps, and so does a caller for its answer: waking both takes
/// ten times as long as most calls.
final class CallThreads: Sendable {
    /// Runs a plugin's function and gives back what tells of its end.
    typealias Call = @Sendable () -> @Sendable () -> Void

    private struct State {
        /// Threads that look for a call, or are about to.
        var looking = 0
        /// Calls for them; never more than they are.
        var calls: [Call] = []
        var threadLooks = Looks()
        var callerLooks = Looks()
    }

    let engine: CallEngine
    private let pool: NIOThreadPool
    private let hasStarted = Atomic(false)
    private let state = Mutex(State())
    /// How many calls there are for threads that look.
    private let callCount = Atomic(0)

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
    func run(_ call: @escaping Call) {
        let isTaken = state.withLock { state in
            guard state.looking > state.calls.count else { return false }
            state.calls.append(call)
            callCount.add(1, ordering: .releasing)
            return true
        }
        if isTaken { return }
        pool.submit { [weak self] _ in
            var next = call
            while true {
                let tellOfEnd = next()
                // Before the caller knows, who may call again at once.
                let looks = self?.beginLook() ?? false
                tellOfEnd()
                guard looks, let another = self?.look() else { return }
                next = another
            }
        }
    }

    /// Waits a moment for the answer of the only call that runs.
    func look(until isAnswered: () -> Bool) {
        guard state.withLock({ $0.callerLooks.begin() }) else { return }
        let isFound = Looks.look(isAnswered)
        state.withLock { $0.callerLooks.end(isFound: isFound) }
    }

    private func beginLook() -> Bool {
        state.withLock { state in
            guard state.threadLooks.begin() else { return false }
            state.looking += 1
            return true
        }
    }

    /// The call that comes within a moment.
    private func look() -> Call? {
        _ = Looks.look { callCount.load(ordering: .acquiring) > 0 }
        return state.withLock { state in
            state.looking -= 1
            // Another thread may have been quicker; a call that came at the last moment is there for this one.
            let call = state.calls.isEmpty ? nil : state.calls.removeFirst()
            if call != nil { callCount.subtract(1, ordering: .releasing) }
            state.threadLooks.end(isFound: call != nil)
            return call
        }
    }
}
