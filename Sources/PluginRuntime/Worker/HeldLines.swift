// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Keeps the first lines that a process prints until it is known whether they are to be written.
final class HeldLines: Sendable {
    private enum State {
        case held([(plugin: String, record: PluginLogRecord)])
        case released
    }

    private let limit: Int
    private let log: WorkerSession.Log
    private let state = Mutex(State.held([]))

    init(limit: Int, log: @escaping WorkerSession.Log) {
        self.limit = limit
        self.log = log
    }

    /// Keeps the line, or writes it when lines have been released.
    func take(_ plugin: String, _ record: PluginLogRecord) {
        let isReleased = state.withLock { state in
            guard case .held(var lines) = state else { return true }
            if lines.count < limit { lines.append((plugin, record)) }
            state = .held(lines)
            return false
        }
        if isReleased { log(plugin, record) }
    }

    /// Writes what was kept, and from now on all that comes.
    func release() {
        let lines = state.withLock { state -> [(plugin: String, record: PluginLogRecord)] in
            guard case .held(let lines) = state else { return [] }
            state = .released
            return lines
        }
        for line in lines { log(line.plugin, line.record) }
    }
}
