// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Lets calls run when it is their turn, and answers their callers: at the end, at the deadline, or when they leave.
///
/// A call that is past its deadline keeps its place until its plugin gives it back, or its process has ended; its
/// caller has long been answered, and its lane takes no calls meanwhile.
final class CallEngine: Sendable {
    /// What a deadline belongs to.
    private enum Wait: Hashable {
        case waiting(UInt64)
        case running(UInt64)
        case drain
        case retirement
    }

    private struct State {
        var schedule: CallSchedule
        var invocations: [UInt64: Invocation] = [:]
        var lastNumber: UInt64 = 0
        var isClosed = false
        /// Calls that arrive are sent back to where they came from; those that are here go on.
        var isRetired = false
        /// Who waits for the last call to be gone.
        var emptied: Settlement<Void>?
        /// Who waits for the last running call to come back.
        var drained: Settlement<Void>?
    }

    private let deadlines = DeadlineQueue<Wait>()
    private let state: Mutex<State>

    /// An engine for so many calls at a time.
    init(runningCalls: Int, waitingCalls: Int) {
        state = Mutex(State(schedule: CallSchedule(threads: runningCalls, waitingLimit: waitingCalls)))
    }

    /// A number for a call that arrives.
    func nextNumber() -> UInt64 {
        state.withLock { state in
            state.lastNumber += 1
            return state.lastNumber
        }
    }

    /// The calls that run or wait.
    var callCount: Int { state.withLock { $0.invocations.count } }

    /// Whether calls that arrive are sent back.
    var isRetired: Bool { state.withLock { $0.isRetired } }

    /// Runs a call when its turn comes, and waits for its answer, its deadline or the task's cancellation.
    func run(_ invocation: Invocation) async throws -> BackendReply {
        try await withTaskCancellationHandler {
            if admit(invocation) { invocation.work.look { invocation.settlement.isSettled } }
            return try await invocation.settlement.value().get()
        } onCancel: {
            cancel(invocation)
        }
    }

    /// Takes no more calls, tells the running ones to stop and gives them `grace` to come back.
    ///
    /// - Returns: The lanes' plugins that still run.
    func close(grace: Duration) async -> Set<Int> {
        let drained = Settlement<Void>()
        let (waiting, running) = state.withLock { state in
            state.isClosed = true
            let waiting = state.schedule.waiting.filter { state.schedule.withdraw($0) }
            let waitingCalls = waiting.compactMap { state.invocations.removeValue(forKey: $0) }
            let running = state.schedule.running.compactMap { state.invocations[$0] }
            if !running.isEmpty { state.drained = drained }
            return (waitingCalls, running)
        }
        for invocation in waiting {
            deadlines.remove(.waiting(invocation.number))
            invocation.settle(PluginError.shuttingDown)
        }
        guard !running.isEmpty else { return [] }
        for invocation in running { invocation.work.cancel() }
        deadlines.set(.drain, after: grace) { drained.settle(()) }
        await drained.value()
        deadlines.remove(.drain)
        let left = state.withLock { state in state.schedule.running.compactMap { state.invocations[$0] } }
        for invocation in left { invocation.settle(PluginError.shuttingDown) }
        return Set(left.map(\.lane.plugin))
    }

    /// Sends back the calls that arrive from now on, and lets those that are here go on for as long as `limit`.
    ///
    /// Callers that are still there then get `error` for their tool, and the running calls are told to stop.
    func retire(within limit: Duration, error: (_ tool: String) -> PluginError) async {
        let emptied = Settlement<Void>()
        let isBusy = state.withLock { state in
            state.isRetired = true
            guard !state.invocations.isEmpty else { return false }
            state.emptied = emptied
            return true
        }
        guard isBusy else { return }
        deadlines.set(.retirement, after: limit) { emptied.settle(()) }
        await emptied.value()
        deadlines.remove(.retirement)
        for invocation in state.withLock({ Array($0.invocations.values) }) {
            invocation.settle(error(invocation.tool))
            invocation.work.cancel()
        }
    }

    // MARK: - The way of a call

    /// Starts the call, lets it wait or answers it; true when it runs, and no other one is there.
    private func admit(_ invocation: Invocation) -> Bool {
        let number = invocation.number
        let (admission, isRetired, isAlone) = state.withLock {
            state -> (CallSchedule.Admission?, isRetired: Bool, isAlone: Bool) in
            guard !state.isClosed, !state.isRetired else { return (nil, state.isRetired, false) }
            let admission = state.schedule.arrive(
                number, lane: invocation.lane, isReentrant: invocation.isReentrant)
            if admission == .start || admission == .wait { state.invocations[number] = invocation }
            return (admission, false, state.invocations.count == 1)
        }
        switch admission {
        case .start:
            start(invocation)
            return isAlone
        case .wait:
            deadlines.set(.waiting(number), after: invocation.timeout) { [weak self] in
                self?.giveUpWaiting(number)
            }
            // Its turn may have come before the entry was there, or the task been cancelled before it waited.
            if invocation.settlement.isSettled { _ = withdraw(number) }
            if !state.withLock({ $0.schedule.isWaiting(number) }) { deadlines.remove(.waiting(number)) }
        case .blocked: invocation.settle(Self.blocked(invocation))
        case .full:
            invocation.settle(
                PluginError.toolUnavailable(
                    tool: invocation.tool, reason: "too many calls wait for it already"))
        case nil where isRetired: invocation.settle(RetiredBackend())
        case nil: invocation.settle(PluginError.shuttingDown)
        }
        return false
    }

    private func start(_ invocation: Invocation) {
        let number = invocation.number
        guard !invocation.settlement.isSettled else { return finish(number) }
        deadlines.set(.running(number), after: invocation.timeout) { [weak self] in self?.expire(number) }
        invocation.work.start(deadline: .now + invocation.timeout) { [self] result in
            deadlines.remove(.running(number))
            // First the lane, then the caller, who may call again at once.
            finish(number)
            invocation.settlement.settle(result)
        }
    }

    private func finish(_ number: UInt64) {
        let (next, drained, emptied) = state.withLock { state in
            state.invocations[number] = nil
            let next = state.schedule.finish(number).compactMap { state.invocations[$0] }
            let isDrained = state.isClosed && state.schedule.running.isEmpty
            let isEmpty = state.isRetired && state.invocations.isEmpty
            return (next, isDrained ? state.drained : nil, isEmpty ? state.emptied.take() : nil)
        }
        for invocation in next {
            deadlines.remove(.waiting(invocation.number))
            start(invocation)
        }
        drained?.settle(())
        emptied?.settle(())
    }

    /// A waiting call's time is over.
    private func giveUpWaiting(_ number: UInt64) {
        guard let invocation = withdraw(number) else { return }
        invocation.settle(
            PluginError.toolUnavailable(
                tool: invocation.tool,
                reason:
                    "the calls before it took longer than \(invocation.timeout.formattedForPeople)"))
    }

    /// A running call's time is over: answers its caller, and those who wait behind it.
    private func expire(_ number: UInt64) {
        let (invocation, blocked) = state.withLock { state in
            let waiting = state.schedule.overrun(number)
            return (
                state.invocations[number], waiting.compactMap { state.invocations.removeValue(forKey: $0) }
            )
        }
        guard let invocation else { return }
        // First the answer: a tool that gives up at once must not bring its own.
        invocation.settle(
            PluginError.toolTimeout(tool: invocation.tool, limit: invocation.timeout))
        invocation.work.overrun()
        for waiting in blocked {
            deadlines.remove(.waiting(waiting.number))
            waiting.settle(Self.blocked(waiting))
        }
    }

    /// The caller has left: a waiting call goes at once, a running one is told and keeps its lane until it comes back.
    private func cancel(_ invocation: Invocation) {
        invocation.settle(CancellationError())
        invocation.work.cancel()
        if withdraw(invocation.number) != nil { deadlines.remove(.waiting(invocation.number)) }
    }

    private func withdraw(_ number: UInt64) -> Invocation? {
        state.withLock { state in
            guard state.schedule.withdraw(number) else { return nil }
            return state.invocations.removeValue(forKey: number)
        }
    }

    private static func blocked(_ invocation: Invocation) -> PluginError {
        .toolUnavailable(
            tool: invocation.tool, reason: "an earlier call is past its deadline and has not come back")
    }
}
