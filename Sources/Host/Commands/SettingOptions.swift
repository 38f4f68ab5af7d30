// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation

/// Options of every command that reads settings.
struct CommonOptions: ParsableArguments {
    @Option(
        name: .customLong("config"),
        help: "The settings file. [toolhost.yaml or .json, here or in the XDG config folder]")
    var config: String?

    @Option(name: .customLong("sandbox"), help: .of(SettingsTable.sandbox))
    var sandbox: String?

    @Option(name: .customLong("plugins"), help: .of(SettingsTable.plugins))
    var plugins: String?

    @Option(name: .customLong("tool-timeout"), help: .of(SettingsTable.toolTimeout))
    var toolTimeout: String?

    @OptionGroup var log: LogOptions

    /// The given values by the settings' keys.
    var values: [String: String] {
        SettingsTable.values([
            (SettingsTable.sandbox, sandbox), (SettingsTable.plugins, plugins),
            (SettingsTable.toolTimeout, toolTimeout),
        ]).merging(log.values) { $1 }
    }
}

/// Options of every command that writes log records.
struct LogOptions: ParsableArguments {
    @Option(name: .customLong("log-level"), help: .of(SettingsTable.logLevel))
    var logLevel: String?

    @Option(name: .customLong("log-format"), help: .of(SettingsTable.logFormat))
    var logFormat: String?

    var values: [String: String] {
        SettingsTable.values([(SettingsTable.logLevel, logLevel), (SettingsTable.logFormat, logFormat)])
    }
}

/// Options of commands that ask a model.
struct ModelOptions: ParsableArguments {
    @Option(name: .customLong("upstream"), help: .of(SettingsTable.upstream))
    var upstream: String?

    @Option(name: .customLong("model"), help: .of(SettingsTable.model))
    var model: String?

    @Option(name: .customLong("tool-format"), help: .of(SettingsTable.toolFormat))
    var toolFormat: String?

    @Option(name: .customLong("max-turns"), help: .of(SettingsTable.maxTurns))
    var maxTurns: String?

    var values: [String: String] {
        SettingsTable.values([
            (SettingsTable.upstream, upstream), (SettingsTable.model, model),
            (SettingsTable.toolFormat, toolFormat),
            (SettingsTable.maxTurns, maxTurns),
        ])
    }
}

/// Options of commands that listen for clients.
struct ListenOptions: ParsableArguments {
    @Option(name: .customLong("host"), help: .of(SettingsTable.host))
    var host: String?

    @Option(name: .customLong("port"), help: .of(SettingsTable.port))
    var port: String?

    @Option(name: .customLong("auto-execute"), help: .of(SettingsTable.autoExecute))
    var autoExecute: String?

    var values: [String: String] {
        SettingsTable.values([
            (SettingsTable.host, host), (SettingsTable.port, port), (SettingsTable.autoExecute, autoExecute),
        ])
    }
}

extension SettingsTable {
    /// The options that were given, by key.
    static func values(_ given: [(Setting, String?)]) -> [String: String] {
        var values: [String: String] = [:]
        for (setting, value) in given {
            if let value { values[setting.key] = value }
        }
        return values
    }
}

extension ArgumentHelp {
    /// A setting's help, from the table of settings.
    static func of(_ setting: Setting) -> ArgumentHelp {
        let fallback = setting.fallbackText ?? setting.fallback ?? "none"
        let text = "\(setting.meaning) [\(setting.variable), \(fallback)]".filter { $0 != "`" }
        return ArgumentHelp(text, valueName: setting.kind.valueName)
    }
}

extension SettingKind {
    /// How a value is called in a command's usage line.
    fileprivate var valueName: String {
        switch self {
        case .text: "text"
        case .integer: "n"
        case .duration: "duration"
        case .milliseconds: "ms"
        case .boolean: "true|false"
        case .choice(let names): names.joined(separator: "|")
        case .path: "path"
        case .paths: "paths"
        case .names: "names"
        case .upstream: "url|demo|auto"
        case .hosts: "hosts"
        case .url: "url"
        }
    }
}
