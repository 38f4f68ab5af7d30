// SPDX-License-Identifier: Apache-2.0

import Glibc
import Logging

/// Where log records go: stderr, never stdout.
enum LogOutput {
    /// The program's logger.
    ///
    /// - Parameters:
    ///   - level: the least severe record that is written.
    ///   - format: nil takes text on a terminal and JSON elsewhere.
    /// - Returns: the logger that everything else is given.
    static func logger(level: Logger.Level, format: HostSettings.LogFormat?) -> Logger {
        let format = format ?? (isatty(STDERR_FILENO) == 1 ? .text : .json)
        var logger = Logger(label: "toolhost") { label in
            switch format {
            case .json: JSONLogHandler(label: label)
            case .text: StreamLogHandler.standardError(label: label)
            }
        }
        logger.logLevel = level
        return logger
    }

    /// Writes a line whole.
    ///
    /// What cannot be written is lost: there is no other place to say so.
    @Sendable static func write(_ line: [UInt8]) {
        var offset = 0
        while offset < line.count {
            let count = line[offset...].withUnsafeBytes {
                Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count)
            }
            if count > 0 {
                offset += count
            } else if errno != EINTR {
                return
            }
        }
    }
}
