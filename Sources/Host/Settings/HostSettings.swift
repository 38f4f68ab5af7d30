// SPDX-License-Identifier: Apache-2.0

import Logging
import PluginRuntime
import ToolModel

/// All settings, read and checked.
struct HostSettings: Sendable {
    /// How log records are written.
    enum LogFormat: String, Sendable, Hashable {
        case json
        case text
    }

    /// How the model server is reached and how patient the host is with it.
    struct Upstream: Sendable, Hashable {
        var choice: UpstreamChoice
        var model: String
        var apiKey: String?
        var connectTimeout: Duration
        var firstByteTimeout: Duration
        var silenceTimeout: Duration
        var retryAttempts: Int
        var retryDelay: Duration
    }

    var host: String
    var port: Int
    var apiKey: String?
    var upstream: Upstream
    var sandbox: String
    var pluginFolders: [String]
    var toolTimeout: Duration
    var execAllow: String?
    /// Nil is strict where the kernel can confine plugins.
    var pluginIsolation: ConfinementDemand?
    var pluginsInProcess: Set<String>
    /// Whether root may load plugins from folders that others may write.
    var allowsWritablePlugins: Bool
    var leavesCoreDumps: Bool
    var toolFormat: ToolCallFormat
    var autoExecute: Bool
    var maxTurns: Int
    var net: NetSettings
    var logLevel: Logger.Level
    /// Nil takes text on a terminal and JSON elsewhere.
    var logFormat: LogFormat?
    var folders: UserFolders

    /// - Throws: `SettingsError` for the first value that cannot be used.
    init(_ reader: SettingsReader) throws(SettingsError) {
        typealias Table = SettingsTable
        folders = reader.folders
        host = try reader.requiredText(Table.host)
        port = try reader.integer(Table.port)
        apiKey = try reader.text(Table.apiKey)
        upstream = try Upstream(reader)
        sandbox = try reader.path(Table.sandbox)
        pluginFolders = try reader.paths(Table.plugins) ?? ["\(reader.folders.data)/plugins"]
        toolTimeout = try reader.duration(Table.toolTimeout)
        execAllow = try reader.text(Table.execAllow)
        pluginIsolation = try reader.optionalChoice(Table.isolation)
        pluginsInProcess = Set(try reader.names(Table.inProcess) ?? [])
        allowsWritablePlugins = try reader.boolean(Table.allowWritablePlugins)
        leavesCoreDumps = try reader.boolean(Table.coreDumps)
        toolFormat = try reader.toolFormat(Table.toolFormat)
        autoExecute = try reader.boolean(Table.autoExecute)
        maxTurns = try reader.integer(Table.maxTurns)
        net = try NetSettings(reader)
        logLevel = try reader.choice(Table.logLevel)
        logFormat = try reader.optionalChoice(Table.logFormat)
        guard Self.isLocal(host) || apiKey != nil else { throw .openWithoutKey(host: host) }
    }

    /// Whether only this machine can reach a server that listens there.
    static func isLocal(_ host: String) -> Bool {
        ["localhost", "127.0.0.1", "::1", "[::1]"].contains(host.lowercased())
    }
}

extension HostSettings.Upstream {
    init(_ reader: SettingsReader) throws(SettingsError) {
        typealias Table = SettingsTable
        choice = try reader.upstream(Table.upstream)
        model = try reader.requiredText(Table.model)
        apiKey = try reader.text(Table.upstreamKey)
        connectTimeout = try reader.duration(Table.connectTimeout)
        firstByteTimeout = try reader.duration(Table.firstByteTimeout)
        silenceTimeout = try reader.duration(Table.silenceTimeout)
        retryAttempts = try reader.integer(Table.retryAttempts)
        retryDelay = try reader.duration(Table.retryDelay)
    }
}
