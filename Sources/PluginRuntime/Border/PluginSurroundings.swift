// SPDX-License-Identifier: Apache-2.0

import Logging
import Synchronization
import ToolABI

/// What one plugin is given by the host: its log, settings and folders.
final class PluginSurroundings: Sendable {
    let registration: Registration
    let sandbox: LentText
    let data: LentText
    let cache: LentText
    private let values: [String: LentText]
    private let logger: Logger
    private let rate: Mutex<RateLimit>
    private let recordBytes: Int

    init(plugin: PluginDescriptor, settings: PluginSettings, folders: PluginFolders, logger: Logger) {
        registration = Registration(limits: settings.limits)
        sandbox = .permanent(folders.sandbox)
        data = .permanent(folders.data)
        cache = .permanent(folders.cache)
        values = (settings.values[plugin.id] ?? settings.values[plugin.name] ?? [:]).mapValues(
            LentText.permanent)
        var logger = logger
        logger[metadataKey: "plugin.name"] = "\(plugin.name)"
        self.logger = logger
        rate = Mutex(RateLimit(perSecond: settings.limits.logRecordsPerSecond, now: .now))
        recordBytes = settings.limits.logRecordBytes
    }

    func value(forKey key: String) -> LentText? {
        values[key]
    }

    /// Writes what the plugin wants logged, as metadata of a fixed message.
    func log(level: Int32, _ bytes: UnsafeRawBufferPointer) {
        let (isAdmitted, heldBack) = rate.withLock { $0.admit(at: .now) }
        guard isAdmitted else { return }
        if heldBack > 0 {
            logger.warning("plugin log records dropped", metadata: ["count": "\(heldBack)"])
        }
        let text = unsafe String(decoding: bytes.prefix(recordBytes), as: UTF8.self).cleaned(
            toBytes: recordBytes)
        logger.log(level: Self.level(level), "plugin log", metadata: ["plugin.message": "\(text)"])
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

/// The folders of one plugin, made on disk.
struct PluginFolders {
    let sandbox: String
    let data: String
    let cache: String

    /// Makes them where they are missing.
    ///
    /// Blocks on the file system.
    init(plugin id: String, settings: PluginSettings) throws(PluginError) {
        sandbox = try Self.made(settings.sandbox)
        data = try Self.made("\(settings.dataFolder)/\(id)")
        cache = try Self.made("\(settings.cacheFolder)/\(id)")
    }

    private static func made(_ path: String) throws(PluginError) -> String {
        do {
            try FileSystem.makeFolder(at: path)
            return try FileSystem.absolute(path)
        } catch {
            throw .folderUnusable(path: path, reason: error.reason)
        }
    }
}
