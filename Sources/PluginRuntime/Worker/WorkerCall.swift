// SPDX-License-Identifier: Apache-2.0

import Synchronization
import ToolModel

/// A call of a plugin that lives in a process of its own.
///
/// Past its deadline the call is told to stop, and then its process ended.
final class WorkerCall: CallWork {
    private typealias Done = @Sendable (Result<BackendReply, any Error>) -> Void

    private struct State {
        var session: WorkerSession?
        /// Nobody waits for it any more; it may not have started yet.
        var isCancelled = false
    }

    private let number: UInt64
    private let request: BackendRequest
    private let worker: PluginWorker
    private let state = Mutex(State())

    /// How often a call is handed over anew when the process ended before it had seen it.
    private static let handovers = 3

    init(number: UInt64, request: BackendRequest, worker: PluginWorker) {
        self.number = number
        self.request = request
        self.worker = worker
    }

    func start(deadline: ContinuousClock.Instant, end: CallEnd) {
        handOver(deadline: deadline, attempt: 1) { [self] result in
            worker.cameBack(number)
            worker.giveBack()
            end(result)
        }
    }

    func cancel() {
        let session = state.withLock { state in
            state.isCancelled = true
            return state.session
        }
        session?.cancel(number)
    }

    func overrun() {
        let session = state.withLock { state in
            state.isCancelled = true
            return state.session
        }
        if let session { worker.overrun(number, of: request.tool, in: session) }
    }

    private func handOver(deadline: ContinuousClock.Instant, attempt: Int, done: @escaping Done) {
        worker.lend(for: request.tool) { [self] result in
            do throws(PluginError) {
                let session = try result.get()
                switch try hand(to: session, deadline: deadline, done) {
                case .taken: return
                case .ended where attempt < Self.handovers:
                    session.afterEnd { [self] in
                        worker.giveBack()
                        handOver(deadline: deadline, attempt: attempt + 1, done: done)
                    }
                case .ended:
                    throw .toolUnavailable(tool: request.tool, reason: "its plugin's process keeps ending")
                case .full:
                    throw .toolUnavailable(
                        tool: request.tool, reason: "its plugin's process does not take the calls that wait")
                }
            } catch {
                done(.failure(error))
            }
        }
    }

    private func hand(
        to session: WorkerSession, deadline: ContinuousClock.Instant, _ done: @escaping Done
    ) throws(PluginError) -> WorkerSession.Handover {
        let payload = CallMessage.payload(
            tool: request.nameInPlugin, id: request.id,
            remaining: max(.zero, ContinuousClock.now.duration(to: deadline)), arguments: request.arguments)
        let call = WorkerSession.Call(tool: request.tool, onProgress: request.onProgress, done: done)
        // Whoever cancels finds the session, or is found to have cancelled before.
        let isCancelled = state.withLock { state in
            state.session = session
            return state.isCancelled
        }
        // Its caller has been answered while its process started.
        if isCancelled { throw .shuttingDown }
        let handover = session.start(number, payload, call)
        if handover == .taken, state.withLock({ $0.isCancelled }) { session.cancel(number) }
        return handover
    }
}
