// SPDX-License-Identifier: Apache-2.0

import NIOPosix
import Synchronization
import ToolABI

/// Runs the calls of plugins that live in this process, each on a thread of its own.
///
/// A thread cannot be taken from a plugin's code. A call that is past its deadline keeps its thread until it comes
/// back; its caller has long been answered, and its lane takes no calls meanwhile. So at most
/// `PluginLimits.runningCalls` threads can be lost to plugins that never come back.
final class CallEngine: Sendable {
    /// What a deadline belongs to.
    private enum Wait: Hashable {
        case waiting(UInt64)
        case running(UInt64)
        case drain
    }

    private struct State {
        var schedule: CallSchedule
        var invocations: [UInt64: Invocation] = [:]
        var lastNumber: UInt64 = 0
        var isClosed = false
        /// Who waits for the last running call to come back.
        var drained: Settlement<Void>?
    }

    private let pool: NIOThreadPool
    private let deadlines = DeadlineQueue<Wait>()
    private let state: Mutex<State>

    init(limits: PluginLimits) {
        pool = NIOThreadPool(numberOfThreads: limits.runningCalls)
        pool.start()
        state = Mutex(
            State(schedule: CallSchedule(threads: limits.runningCalls, waitingLimit: limits.waitingCalls)))
    }

    deinit {
        // Nothing runs any more: each running call holds the engine. Nobody needs to know when the threads are gone.
        pool.shutdownGracefully { _ in }
    }

    /// A number for a call that arrives.
    func nextNumber() -> UInt64 {
        state.withLock { state in
            state.lastNumber += 1
            return state.lastNumber
        }
    }

    /// Runs a call when its turn comes, and waits for its answer, its deadline or the task's cancellation.
    func run(_ invocation: Invocation) async throws -> BackendReply {
        try await withTaskCancellationHandler {
            admit(invocation)
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
        for invocation in running { invocation.record.cancel() }
        deadlines.set(.drain, after: grace) { drained.settle(()) }
        await drained.value()
        deadlines.remove(.drain)
        let left = state.withLock { state in state.schedule.running.compactMap { state.invocations[$0] } }
        for invocation in left { invocation.settle(PluginError.shuttingDown) }
        return Set(left.map(\.lane.plugin))
    }

    // MARK: - The way of a call

    private func admit(_ invocation: Invocation) {
        let number = invocation.number
        let admission = state.withLock { state -> CallSchedule.Admission? in
            guard !state.isClosed else { return nil }
            let admission = state.schedule.arrive(
                number, lane: invocation.lane, isReentrant: invocation.isReentrant)
            if admission == .start || admission == .wait { state.invocations[number] = invocation }
            return admission
        }
        switch admission {
        case .start: start(invocation)
        case .wait:
            deadlines.set(.waiting(number), after: invocation.request.timeout) { [weak self] in
                self?.giveUpWaiting(number)
            }
            // Its turn may have come before the entry was there, or the task been cancelled before it waited.
            if invocation.settlement.isSettled { _ = withdraw(number) }
            if !state.withLock({ $0.schedule.isWaiting(number) }) { deadlines.remove(.waiting(number)) }
        case .blocked: invocation.settle(Self.blocked(invocation))
        case .full:
            invocation.settle(
                PluginError.toolUnavailable(
                    tool: invocation.request.tool, reason: "too many calls wait for it already"))
        case nil: invocation.settle(PluginError.shuttingDown)
        }
    }

    private func start(_ invocation: Invocation) {
        pool.submit { _ in self.perform(invocation) }
    }

    /// On a thread of the pool.
    private func perform(_ invocation: Invocation) {
        let number = invocation.number
        guard !invocation.settlement.isSettled else { return finish(number) }
        let timeout = invocation.request.timeout
        invocation.record.begin(deadline: .now + timeout)
        deadlines.set(.running(number), after: timeout) { [weak self] in self?.expire(number) }
        let handle = Border.calls.open(invocation.record)
        let status =
            unsafe UnsafeMutablePointer(bitPattern: handle).map { unsafe invocation.body.run($0) } ?? 0
        Border.calls.close(handle)
        deadlines.remove(.running(number))
        let result = Self.result(of: invocation, status: status)
        // First the lane, then the caller, who may call again at once.
        finish(number)
        invocation.settlement.settle(result)
    }

    private func finish(_ number: UInt64) {
        let (next, drained) = state.withLock { state in
            state.invocations[number] = nil
            let next = state.schedule.finish(number).compactMap { state.invocations[$0] }
            let isDrained = state.isClosed && state.schedule.running.isEmpty
            return (next, isDrained ? state.drained : nil)
        }
        for invocation in next {
            deadlines.remove(.waiting(invocation.number))
            start(invocation)
        }
        drained?.settle(())
    }

    /// A waiting call's time is over.
    private func giveUpWaiting(_ number: UInt64) {
        guard let invocation = withdraw(number) else { return }
        invocation.settle(
            PluginError.toolUnavailable(
                tool: invocation.request.tool,
                reason:
                    "the calls before it took longer than \(invocation.request.timeout.formattedForPeople)"))
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
            PluginError.toolTimeout(tool: invocation.request.tool, limit: invocation.request.timeout))
        invocation.record.cancel()
        for waiting in blocked {
            deadlines.remove(.waiting(waiting.number))
            waiting.settle(Self.blocked(waiting))
        }
    }

    /// The caller has left: a waiting call goes at once, a running one is told and keeps its lane until it comes back.
    private func cancel(_ invocation: Invocation) {
        invocation.settle(CancellationError())
        invocation.record.cancel()
        if withdraw(invocation.number) != nil { deadlines.remove(.waiting(invocation.number)) }
    }

    private func withdraw(_ number: UInt64) -> Invocation? {
        state.withLock { state in
            guard state.schedule.withdraw(number) else { return nil }
            return state.invocations.removeValue(forKey: number)
        }
    }

    // MARK: - Outcomes

    private static func blocked(_ invocation: Invocation) -> PluginError {
        .toolUnavailable(
            tool: invocation.request.tool,
            reason: "an earlier call is past its deadline and has not come back")
    }

    private static func result(of invocation: Invocation, status: Int32) -> Result<BackendReply, any Error> {
        let (tool, plugin) = (invocation.request.tool, invocation.plugin)
        do throws(ResultFault) {
            return .success(try invocation.record.end(status: status))
        } catch _ where status == TH_CANCELLED && invocation.record.isCancelled {
            // Whoever cancelled has answered the caller already, save for a host that ends.
            return .failure(PluginError.shuttingDown)
        } catch {
            switch error {
            case .protocolBroken(let reason):
                return .failure(PluginError.pluginProtocol(tool: tool, plugin: plugin, reason: reason))
            case .invalidOutput(let reason):
                return .failure(PluginError.invalidOutput(tool: tool, plugin: plugin, reason: reason))
            }
        }
    }
}
