// SPDX-License-Identifier: Apache-2.0

import Logging
import Synchronization

/// A log that remembers its records.
final class RecordedLog: Sendable {
    struct Record: Sendable {
        let level: Logger.Level
        let message: String
        let metadata: [String: String]
    }

    private let storage = Mutex<[Record]>([])
    private let onRecord: @Sendable (Record) -> Void

    /// A log that tells of each record.
    init(onRecord: @escaping @Sendable (Record) -> Void = { _ in }) {
        self.onRecord = onRecord
    }

    var records: [Record] { storage.withLock { $0 } }

    var logger: Logger {
        Logger(label: "test") { _ in Handler(log: self) }
    }

    private func append(_ record: Record) {
        storage.withLock { $0.append(record) }
        onRecord(record)
    }

    private struct Handler: LogHandler {
        let log: RecordedLog
        var metadata: Logger.Metadata = [:]
        var logLevel: Logger.Level = .trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let all = metadata.merging(event.metadata ?? [:]) { $1 }
            log.append(
                Record(
                    level: event.level, message: "\(event.message)", metadata: all.mapValues { "\($0)" }))
        }
    }
}
