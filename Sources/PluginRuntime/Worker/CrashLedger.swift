// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Counts how often the processes of each version of a plugin ended by its own fault, and keeps those that did so too
/// often from being started for a while.
///
/// A version is known by the hash of its file, so a new version starts with a clean record. The ledger lasts as long
/// as the host.
final class CrashLedger: Sendable {
    private struct Record {
        /// When its processes ended, within the window.
        var crashes: [ContinuousClock.Instant] = []
        /// Until when it is left alone.
        var quarantineEnd: ContinuousClock.Instant?
        /// What is told of that.
        var quarantine: PluginQuarantine?
        /// How long the next quarantine lasts.
        var nextQuarantine: Duration
    }

    private let limits: PluginLimits
    /// Told when a version is left alone from now on; not under a lock.
    private let onQuarantine: @Sendable () -> Void
    private let records = Mutex<[ContentHash: Record]>([:])

    init(limits: PluginLimits, onQuarantine: @escaping @Sendable () -> Void = {}) {
        self.limits = limits
        self.onQuarantine = onQuarantine
    }

    /// Notes an end.
    ///
    /// - Returns: How long the version is left alone, when this end was one too many.
    func note(
        _ end: WorkerEnd, of hash: ContentHash, at now: ContinuousClock.Instant = .now
    ) -> Duration? {
        let time = records.withLock { records -> Duration? in
            records = records.filter { !isForgotten($0.value, at: now) }
            var record = records[hash] ?? Record(nextQuarantine: limits.quarantine)
            defer { records[hash] = record }
            record.crashes.removeAll { $0.duration(to: now) > limits.crashWindow }
            record.crashes.append(now)
            // What ends in a quarantine was started before it.
            if let end = record.quarantineEnd, now < end { return nil }
            // After a quarantine the version is on probation: one more end is enough.
            let isOnProbation =
                record.quarantineEnd.map { $0.duration(to: now) <= limits.crashWindow } ?? false
            guard isOnProbation || record.crashes.count >= limits.crashes else { return nil }
            let time = isOnProbation ? record.nextQuarantine : limits.quarantine
            record.quarantineEnd = now + time
            record.quarantine = PluginQuarantine(
                reason: reason(isOnProbation: isOnProbation, end), until: FileSystem.date(after: time))
            record.nextQuarantine = min(time * 2, limits.longestQuarantine)
            return time
        }
        if time != nil { onQuarantine() }
        return time
    }

    private func reason(isOnProbation: Bool, _ end: WorkerEnd) -> String {
        let count =
            isOnProbation
            ? "ended again after it had been left alone"
            : "ended \(limits.crashes) times within \(limits.crashWindow.formattedForPeople)"
        return "\(count); the last time, \(end.reason)"
    }

    /// Why and until when a version is left alone; nil when it may be started.
    func quarantine(
        of hash: ContentHash, at now: ContinuousClock.Instant = .now
    ) -> (quarantine: PluginQuarantine, left: Duration)? {
        records.withLock { records in
            guard let record = records[hash], let quarantine = record.quarantine,
                let end = record.quarantineEnd, now < end
            else { return nil }
            return (quarantine, now.duration(to: end))
        }
    }

    /// Whether nothing follows from a record any more.
    private func isForgotten(_ record: Record, at now: ContinuousClock.Instant) -> Bool {
        let last = [record.crashes.last, record.quarantineEnd].compactMap(\.self).max()
        return last.map { $0.duration(to: now) > limits.crashWindow } ?? true
    }
}
