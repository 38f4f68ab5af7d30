// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// The processes of a host that are starting, so that a host that ends waits for none of them.
final class StartingSessions: Sendable {
    private struct State {
        var sessions: [ObjectIdentifier: WorkerSession] = [:]
        var isClosed = false
    }

    private let state = Mutex(State())

    /// Notes that a process starts; it is ended at once when none is to start any more.
    func add(_ session: WorkerSession) {
        let isClosed = state.withLock { state in
            if !state.isClosed { state.sessions[ObjectIdentifier(session)] = session }
            return state.isClosed
        }
        if isClosed { session.kill(.notNeeded) }
    }

    /// A process has started, or failed to.
    func remove(_ session: WorkerSession) {
        state.withLock { $0.sessions[ObjectIdentifier(session)] = nil }
    }

    /// Ends the processes that are starting, and those that would from now on.
    func close() {
        let sessions = state.withLock { state in
            state.isClosed = true
            defer { state.sessions = [:] }
            return state.sessions.values
        }
        for session in sessions { session.kill(.notNeeded) }
    }
}
