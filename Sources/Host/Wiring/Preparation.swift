// SPDX-License-Identifier: Apache-2.0

import Foundation
import Logging
import PluginRuntime

/// What commands work with: settings read, a logger made, plugins loaded.
struct Preparation: Sendable {
    let settings: HostSettings
    let logger: Logger
    let plugins: PluginHost

    /// Reads the settings and loads the plugins.
    ///
    /// - Parameters:
    ///   - options: the options given, by the settings' keys.
    ///   - file: what `--config` names.
    ///   - needsPlugins: whether the plugins are to be loaded.
    /// - Throws: `CommandFailure`.
    init(options: [String: String], file: String?, needsPlugins: Bool = true) async throws {
        settings = try await Self.settings(options: options, file: file)
        logger = LogOutput.logger(level: settings.logLevel, format: settings.logFormat)
        if settings.leavesCoreDumps { Precautions.allowCoreDumps() }
        plugins = PluginHost(settings: PluginSettings(settings), logger: logger)
        if needsPlugins { try await loadPlugins() }
    }

    /// Loads the plugins.
    ///
    /// - Throws: `CommandFailure` when it is not safe to.
    func loadPlugins() async throws {
        try Precautions.checkFolders(settings)
        await plugins.load()
    }

    /// - Throws: `CommandFailure` with the place of what is wrong.
    static func settings(options: [String: String], file: String?) async throws -> HostSettings {
        do {
            let reader = try await SettingsReader(
                options: options, file: file, environment: ProcessInfo.processInfo.environment,
                workingFolder: FileManager.default.currentDirectoryPath
            )
            return try HostSettings(reader)
        } catch {
            throw CommandFailure(.unusable, "settings", error)
        }
    }
}

extension PluginSettings {
    /// - Parameter settings: relative paths in them start at the working folder.
    init(_ settings: HostSettings) {
        func absolute(_ path: String) -> String {
            path.hasPrefix("/") ? path : "\(FileManager.default.currentDirectoryPath)/\(path)"
        }
        let bundled = BundledPlugins.ofThisProgram
        let launcher = BundledPlugins.launcherOfThisProgram
        self.init(
            bundled: bundled, folders: settings.pluginFolders.map(absolute),
            sandbox: absolute(settings.sandbox), dataFolder: "\(settings.folders.data)/plugin-data",
            cacheFolder: "\(settings.folders.cache)/plugins",
            storeFolder: "\(settings.folders.cache)/plugin-store", toolTimeout: settings.toolTimeout,
            values: [NetSettings.plugin: settings.net.values],
            known: BundledPermissions.known(bundled, launcher: launcher, execAllow: settings.execAllow),
            worker: WorkerSettings(
                executable: WorkerProgramFile.ofThisProgram, environment: WorkerProgramFile.environment,
                grantable: ProcessInfo.processInfo.environment,
                demand: settings.pluginIsolation ?? .usual),
            inProcess: settings.pluginsInProcess
        )
        trust = TrustSettings(
            approvals: "\(settings.folders.state)/approvals.json", home: settings.folders.home)
        values[BundledPlugins.utility, default: [:]]["exec.allow"] = settings.execAllow
        values[BundledPlugins.utility, default: [:]]["launcher"] = launcher
    }
}
