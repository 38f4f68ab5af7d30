// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Synchronization

/// Lets calls run when it is their turn, and answers their callers: at the end, at the deadline, or when they leave.
///
/// A call that is past its deadline keeps its place until its plugin gives it back, or its process has ended; its
/// caller has long been answered, and its lane takes no calls meanwhile.
final class CallEngine: Sendable {
    /// What the timer is set for.
    private enum Wait: Hashable {
        /// The first deadline of a call.
        case calls
        case drain
        case retirement
    }

    /// A call that runs or waits.
    private struct Entry {
        let invocation: Invocation
        /// When it has run or waited long enough, by the timer's clock; nil when it has been told so.
        var deadline: NIODeadline?
    }

    /// A call that is to be started.
    private struct Turn {
        let invocation: Invocation
        let ticket: CallSchedule.Ticket
        let deadline: ContinuousClock.Instant
    }

    private struct State {
        var schedule: CallSchedule
        /// By the slots of their tickets.
        var entries: [Entry?] = []
        var count = 0
        /// No call has an earlier deadline that the timer is not set for.
        var firstDeadline: NIODeadline?
        var isClosed = false
        /// Calls that arrive are sent back to where they came from; those that are here go on.
        var isRetired = false
        /// Who waits for the last call to be gone.
        var emptied: Settlement<Void>?
        /// Who waits for the last running call to come back.
        var drained: Settlement<Void>?
    }

    private let timer = DeadlineQueue<Wait>()
    private let state: Mutex<State>

    /// An engine for so many calls at a time.
    init(runningCalls: Int, waitingCalls: Int) {
        state = Mutex(State(schedule: CallSchedule(threads: runningCalls, waitingLimit: waitingCalls)))
    }

    /// The calls that run or wait.
    var callCount: Int { state.withLock { $0.count } }

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
                .compactMap { Self.remove($0, from: &state) }
            let running = state.schedule.running.compactMap { state.entries[$0.slot]?.invocation }
            if !running.isEmpty { state.drained = drained }
            return (waiting, running)
        }
        for invocation in waiting { invocation.settle(PluginError.shuttingDown) }
        guard !running.isEmpty else { return [] }
        for invocation in running { invocation.work.cancel() }
        timer.set(.drain, after: grace) { drained.settle(()) }
        await drained.value()
        timer.remove(.drain)
        let left = state.withLock { state in
            state.schedule.running.compactMap { state.entries[$0.slot]?.invocation }
        }
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
            guard state.count > 0 else { return false }
            state.emptied = emptied
            return true
        }
        guard isBusy else { return }
        timer.set(.retirement, after: limit) { emptied.settle(()) }
        await emptied.value()
        timer.remove(.retirement)
        for invocation in state.withLock({ $0.entries.compactMap { $0?.invocation } }) {
            invocation.settle(error(invocation.tool))
            invocation.work.cancel()
        }
    }

    // MARK: - The way of a call

    /// Starts the call, lets it wait or answers it; true when it runs, and no other one is there.
    private func admit(_ invocation: Invocation) -> Bool {
        let deadline = ContinuousClock.now + invocation.timeout
        let (admission, isRetired, isAlone) = state.withLock {
            state -> (CallSchedule.Admission?, isRetired: Bool, isAlone: Bool) in
            guard !state.isClosed, !state.isRetired else { return (nil, state.isRetired, false) }
            let admission = state.schedule.arrive(invocation.lane, isReentrant: invocation.isReentrant)
            switch admission {
            case .start(let ticket), .wait(let ticket):
                insert(invocation, as: ticket, in: &state)
            case .blocked, .full: break
            }
            return (admission, false, state.count == 1)
        }
        switch admission {
        case .start(let ticket):
            start(invocation, ticket, deadline: deadline)
            return isAlone
        case .wait:
            // The task may have been cancelled before the call waited.
            if invocation.settlement.isSettled { withdraw(invocation) }
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

    /// Runs a call that holds its lane, unless its caller has left already.
    private func start(
        _ invocation: Invocation, _ ticket: CallSchedule.Ticket, deadline: ContinuousClock.Instant
    ) {
        guard !invocation.settlement.isSettled else { return leave(ticket) }
        invocation.work.start(deadline: deadline, end: CallEnd(engine: self, invocation: invocation))
    }

    /// A running call has come back.
    func end(_ invocation: Invocation, with result: Result<BackendReply, any Error>) {
        // First the lane, then the caller, who may call again at once.
        if let ticket = invocation.ticket { leave(ticket) }
        invocation.settlement.settle(result)
    }

    private func leave(_ ticket: CallSchedule.Ticket) {
        let (next, drained, emptied) = state.withLock { state in
            _ = Self.remove(ticket, from: &state)
            let next = state.schedule.finish(ticket).compactMap { next in
                turn(of: next, in: &state)
            }
            let isDrained = state.isClosed && state.drained != nil && state.schedule.running.isEmpty
            let isEmpty = state.isRetired && state.count == 0
            return (next, isDrained ? state.drained : nil, isEmpty ? state.emptied.take() : nil)
        }
        for turn in next { start(turn.invocation, turn.ticket, deadline: turn.deadline) }
        drained?.settle(())
        emptied?.settle(())
    }

    /// The caller has left: a waiting call goes at once, a running one is told and keeps its lane until it comes back.
    private func cancel(_ invocation: Invocation) {
        invocation.settle(CancellationError())
        invocation.work.cancel()
        withdraw(invocation)
    }

    /// A call that waits goes; one that arrives at this moment sees that it is settled, or is found here.
    private func withdraw(_ invocation: Invocation) {
        state.withLock { state in
            guard let ticket = invocation.ticket, state.schedule.withdraw(ticket) else { return }
            _ = Self.remove(ticket, from: &state)
        }
    }

    // MARK: - Deadlines

    /// Answers those whose time is over.
    private func expire() {
        var overrun: [Invocation] = []
        var waiting: [Invocation] = []
        var blocked: [Invocation] = []
        state.withLock { state in
            let now = NIODeadline.now()
            state.firstDeadline = nil
            for slot in state.entries.indices {
                guard let entry = state.entries[slot], let deadline = entry.deadline, deadline <= now,
                    let ticket = entry.invocation.ticket
                else { continue }
                if state.schedule.withdraw(ticket) {
                    waiting += [Self.remove(ticket, from: &state)].compactMap { $0 }
                } else {
                    state.entries[slot]?.deadline = nil
                    overrun.append(entry.invocation)
                    blocked += state.schedule.overrun(ticket).compactMap { Self.remove($0, from: &state) }
                }
            }
            if let next = state.entries.compactMap({ $0?.deadline }).min() { arm(for: next, in: &state) }
        }
        for invocation in waiting { invocation.settle(Self.waitedTooLong(invocation)) }
        for invocation in overrun {
            // First the answer: a tool that gives up at once must not bring its own.
            invocation.settle(PluginError.toolTimeout(tool: invocation.tool, limit: invocation.timeout))
            invocation.work.overrun()
        }
        for invocation in blocked { invocation.settle(Self.blocked(invocation)) }
    }

    /// Sets the timer, unless it is set for an earlier time.
    private func arm(for deadline: NIODeadline, in state: inout State) {
        if let first = state.firstDeadline, first <= deadline { return }
        state.firstDeadline = deadline
        timer.set(.calls, at: deadline) { [weak self] in self?.expire() }
    }

    // MARK: - Books

    private func insert(
        _ invocation: Invocation, as ticket: CallSchedule.Ticket, in state: inout State
    ) {
        let deadline = NIODeadline.now() + TimeAmount(invocation.timeout)
        invocation.ticket = ticket
        while state.entries.count <= ticket.slot { state.entries.append(nil) }
        state.entries[ticket.slot] = Entry(invocation: invocation, deadline: deadline)
        state.count += 1
        arm(for: deadline, in: &state)
    }

    /// A call that has waited and runs now, for as long as it may from now on.
    private func turn(of ticket: CallSchedule.Ticket, in state: inout State) -> Turn? {
        guard let invocation = state.entries[ticket.slot]?.invocation else { return nil }
        let deadline = NIODeadline.now() + TimeAmount(invocation.timeout)
        state.entries[ticket.slot]?.deadline = deadline
        arm(for: deadline, in: &state)
        return Turn(invocation: invocation, ticket: ticket, deadline: .now + invocation.timeout)
    }

    /// The invocation that the ticket was for; nil when it has gone already.
    private static func remove(_ ticket: CallSchedule.Ticket, from state: inout State) -> Invocation? {
        guard ticket.slot < state.entries.count, let entry = state.entries[ticket.slot],
            entry.invocation.ticket == ticket
        else { return nil }
        state.entries[ticket.slot] = nil
        state.count -= 1
        return entry.invocation
    }

    // MARK: - Errors

    private static func waitedTooLong(_ invocation: Invocation) -> PluginError {
        .toolUnavailable(
            tool: invocation.tool,
            reason: "the calls before it took longer than \(invocation.timeout.formattedForPeople)")
    }

    private static func blocked(_ invocation: Invocation) -> PluginError {
        .toolUnavailable(
            tool: invocation.tool, reason: "an earlier call is past its deadline and has not come back")
    }
}
