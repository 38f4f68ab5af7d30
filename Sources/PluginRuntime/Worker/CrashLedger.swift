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
        var lastEnd: WorkerEnd
        /// Whether the last quarantine followed on another.
        var isOnProbation = false
        /// Until when it is left alone.
        var quarantineEnd: ContinuousClock.Instant?
        /// How long the next quarantine lasts.
        var nextQuarantine: Duration
    }

    private let limits: PluginLimits
    private let records = Mutex<[ContentHash: Record]>([:])

    init(limits: PluginLimits) {
        self.limits = limits
    }

    /// Notes an end.
    ///
    /// - Returns: How long the version is left alone, when this end was one too many.
    func note(
        _ end: WorkerEnd, of hash: ContentHash, at now: ContinuousClock.Instant = .now
    ) -> Duration? {
        records.withLock { records in
            records = records.filter { !isForgotten($0.value, at: now) }
            var record = records[hash] ?? Record(lastEnd: end, nextQuarantine: limits.quarantine)
            defer { records[hash] = record }
            record.lastEnd = end
            record.crashes.removeAll { $0.duration(to: now) > limits.crashWindow }
            record.crashes.append(now)
            // What ends in a quarantine was started before it.
            if let end = record.quarantineEnd, now < end { return nil }
            // After a quarantine the version is on probation: one more end is enough.
            let isOnProbation =
                record.quarantineEnd.map { $0.duration(to: now) <= limits.crashWindow } ?? false
            guard isOnProbation || record.crashes.count >= limits.crashes else { return nil }
            record.isOnProbation = isOnProbation
            let quarantine = isOnProbation ? record.nextQuarantine : limits.quarantine
            record.quarantineEnd = now + quarantine
            record.nextQuarantine = min(quarantine * 2, limits.longestQuarantine)
            return quarantine
        }
    }

    /// Why a version is left alone, as the end of a sentence about its process; nil when it may be started.
    func fault(of hash: ContentHash, at now: ContinuousClock.Instant = .now) -> String? {
        records.withLock { records in
            guard let record = records[hash], let end = record.quarantineEnd, now < end else { return nil }
            let window = limits.crashWindow.formattedForPeople
            let count =
                record.isOnProbation
                ? "ended again after it had been left alone"
                : "ended \(limits.crashes) times within \(window)"
            return "\(count); the last time, \(record.lastEnd.reason)"
        }
    }

    /// Whether nothing follows from a record any more.
    private func isForgotten(_ record: Record, at now: ContinuousClock.Instant) -> Bool {
        let last = [record.crashes.last, record.quarantineEnd].compactMap(\.self).max()
        return last.map { $0.duration(to: now) > limits.crashWindow } ?? true
    }
}
