// SPDX-License-Identifier: Apache-2.0

import Logging
import Synchronization

/// Learns who a plugin is before it is granted anything: in a process that may do nothing, and ends.
///
/// A plugin's folders are named after its id, which only its code can tell; and the kernel takes no grant that comes
/// after a plugin was loaded.
struct PluginIdentification {
    let file: PluginFile
    let limits: PluginLimits
    let worker: WorkerSettings
    let starts: StartingSessions
    let log: WorkerSession.Log

    private static let deadlines = DeadlineQueue<ObjectIdentifier>()

    /// Runs the plugin's constructors and its entry function.
    ///
    /// What it prints is written when it fails; else it prints the same when it starts in earnest.
    func identity() async throws(PluginError) -> PluginIdentity {
        let ended = Settlement<Void>()
        let collector = LineCollector(limit: limits.logRecordsPerSecond)
        let session = WorkerSession(
            path: file.path, limits: limits, log: { plugin, record in collector.add(plugin, record) },
            onTools: { _, _ in },
            onEnd: { _, _ in ended.settle(()) })
        let wait = ObjectIdentifier(session)
        Self.deadlines.set(wait, after: limits.loadTime) { session.kill(.slowStart) }
        starts.add(session)
        defer {
            Self.deadlines.remove(wait)
            starts.remove(session)
        }
        do throws(PluginError) {
            let identity = try await session.load(file, in: worker, as: .nothing(worker.demand))
            session.kill(.notNeeded)
            await ended.value()
            return identity
        } catch {
            session.kill(.notNeeded)
            // Without a process there is no end of one.
            if case .workerUnavailable = error { throw error }
            await ended.value()
            collector.write(with: log)
            throw error
        }
    }
}

/// Keeps the first lines that a process prints.
private final class LineCollector: Sendable {
    private let limit: Int
    private let lines = Mutex<[(plugin: String, record: PluginLogRecord)]>([])

    init(limit: Int) {
        self.limit = limit
    }

    func add(_ plugin: String, _ record: PluginLogRecord) {
        lines.withLock { lines in
            if lines.count < limit { lines.append((plugin, record)) }
        }
    }

    func write(with log: WorkerSession.Log) {
        for line in lines.withLock({ $0 }) { log(line.plugin, line.record) }
    }
}
