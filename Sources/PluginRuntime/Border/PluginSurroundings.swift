// SPDX-License-Identifier: Apache-2.0

import Logging
import Synchronization
import ToolABI

/// What one plugin is given by the host: its log, settings and folders.
final class PluginSurroundings: Sendable {
    let registration: Registration
    let toolList: ToolListChanges
    let sandbox: LentText
    let data: LentText
    let cache: LentText
    private let values: [String: LentText]
    private let writeLog: PluginLogWriter
    private let rate: Mutex<RateLimit>
    private let recordBytes: Int

    /// - Parameters:
    ///   - values: The plugin's own settings.
    ///   - folders: Its folders.
    ///   - limits: How much it may log and register.
    ///   - isIsolated: Whether this process runs the plugin and nothing else.
    ///   - writeLog: Where its records go.
    init(
        values: [String: String], folders: PluginFolders, limits: PluginLimits, isIsolated: Bool = false,
        writeLog: @escaping PluginLogWriter
    ) {
        registration = Registration(limits: limits, isIsolated: isIsolated)
        toolList = ToolListChanges(limits: limits, isIsolated: isIsolated)
        sandbox = .permanent(folders.sandbox)
        data = .permanent(folders.data)
        cache = .permanent(folders.cache)
        self.values = values.mapValues(LentText.permanent)
        self.writeLog = writeLog
        rate = Mutex(RateLimit(perSecond: limits.logRecordsPerSecond, now: .now))
        recordBytes = limits.logRecordBytes
    }

    func value(forKey key: String) -> LentText? {
        values[key]
    }

    /// Writes what the plugin wants logged, as metadata of a fixed message.
    func log(level: Int32, _ bytes: UnsafeRawBufferPointer) {
        let (isAdmitted, heldBack) = rate.withLock { $0.admit(at: .now) }
        guard isAdmitted else { return }
        let text = unsafe String(decoding: bytes.prefix(recordBytes), as: UTF8.self)
        writeLog(
            PluginLogRecord(
                level: Self.level(level), message: text.cleaned(toBytes: recordBytes), heldBack: heldBack))
    }

    private static func level(_ level: Int32) -> Logger.Level {
        switch level {
        case TH_LOG_TRACE: .trace
        case TH_LOG_DEBUG: .debug
        case TH_LOG_INFO: .info
        case TH_LOG_WARNING: .warning
        default: .error
        }
    }
}

/// What a plugin wants logged.
struct PluginLogRecord: Sendable, Hashable {
    let level: Logger.Level
    /// Cut to size, without control characters.
    let message: String
    /// How many records before it were dropped, because there were too many.
    let heldBack: Int
}

typealias PluginLogWriter = @Sendable (PluginLogRecord) -> Void

extension Logger {
    /// Writes a plugin's records as metadata of a fixed message.
    func pluginLogWriter(plugin: String) -> PluginLogWriter {
        { [self] record in
            if record.heldBack > 0 {
                warning(
                    "plugin log records dropped",
                    metadata: ["plugin.name": "\(plugin)", "count": "\(record.heldBack)"])
            }
            log(
                level: record.level, "plugin log",
                metadata: ["plugin.name": "\(plugin)", "plugin.message": "\(record.message)"])
        }
    }
}
