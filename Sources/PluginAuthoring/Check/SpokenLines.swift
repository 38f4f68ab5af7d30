// SPDX-License-Identifier: Apache-2.0

import Logging
import Synchronization

/// Remembers what a plugin prints, or logs at the same level.
final class SpokenLines: Sendable {
    private let storage = Mutex<[String]>([])
    /// The most lines that are kept: enough to see what is said.
    private static let limit = 100

    var lines: [String] { storage.withLock { $0 } }

    /// A handler that writes here.
    var handler: any LogHandler { Handler(lines: self) }

    private func append(_ line: String) {
        storage.withLock { if $0.count < Self.limit { $0.append(line) } }
    }

    private struct Handler: LogHandler {
        let lines: SpokenLines
        var metadata: Logger.Metadata = [:]
        var logLevel: Logger.Level = .info

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            guard event.level >= .info, let text = event.metadata?["plugin.message"] else { return }
            lines.append("\(text)")
        }
    }
}
