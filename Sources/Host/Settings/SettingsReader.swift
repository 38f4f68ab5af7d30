// SPDX-License-Identifier: Apache-2.0

import Foundation
import ToolModel

/// Looks settings up in layers and reads their values.
struct SettingsReader: Sendable {
    /// The strongest first.
    let layers: [SettingsLayer]
    let folders: UserFolders

    /// Reads all sources.
    ///
    /// - Parameters:
    ///   - options: values given as command-line options, by key.
    ///   - file: the file that `--config` names.
    ///   - environment: the process's variables.
    ///   - workingFolder: where relative paths start.
    /// - Throws: `SettingsError` for files that cannot be read or hold an unknown key.
    init(
        options: [String: String], file: String?, environment: [String: String], workingFolder: String
    ) async throws(SettingsError) {
        folders = UserFolders(environment: environment)
        var layers = [SettingsLayer.options(options), SettingsLayer.environment(environment)]
        let environmentFile = try await SettingsLayer.environmentFile(
            Self.absolute(".env", in: workingFolder))
        layers.append(SettingsLayer(origin: .environmentFile(".env"), values: environmentFile.values))
        if let file {
            let path = Self.absolute(SettingText.path(file, home: folders.home), in: workingFolder)
            try SettingsFile.layer(path, as: file).map { layers.append($0) }
        } else if let (path, shown) = Self.foundFile(workingFolder: workingFolder, folders: folders) {
            try SettingsFile.layer(path, as: shown).map { layers.append($0) }
        }
        self.layers = layers
    }

    /// The value's text and the layer it comes from; nil when nothing sets it and it has no default.
    private func found(_ setting: Setting) throws(SettingsError) -> (text: String, layer: SettingsLayer?)? {
        for layer in layers {
            if let text = try layer.text(of: setting) { return (text, layer) }
        }
        return setting.fallback.map { ($0, nil) }
    }

    private func value<Value>(
        _ setting: Setting, _ read: (String) -> Value?
    ) throws(SettingsError) -> Value? {
        guard let (text, layer) = try found(setting) else { return nil }
        if let value = read(text) { return value }
        throw SettingsError.badValue(
            name: layer?.name(of: setting) ?? setting.key, place: layer?.place(of: setting) ?? "default",
            value: setting.isSecret ? nil : text, expectation: setting.kind.expectation
        )
    }

    private func required<Value>(
        _ setting: Setting, _ read: (String) -> Value?
    ) throws(SettingsError) -> Value {
        guard let value = try value(setting, read) else {
            preconditionFailure("\(setting.key) has no default in the table of settings")
        }
        return value
    }

    // MARK: Values by kind

    func text(_ setting: Setting) throws(SettingsError) -> String? {
        try value(setting) { $0 }
    }

    func requiredText(_ setting: Setting) throws(SettingsError) -> String {
        try required(setting) { $0 }
    }

    func integer(_ setting: Setting) throws(SettingsError) -> Int {
        try required(setting) { text in
            guard case .integer(let range) = setting.kind else { return nil }
            return SettingText.integer(text, in: range)
        }
    }

    func boolean(_ setting: Setting) throws(SettingsError) -> Bool {
        try required(setting, SettingText.boolean)
    }

    func duration(_ setting: Setting) throws(SettingsError) -> Duration {
        try required(setting, setting.kind == .milliseconds ? SettingText.milliseconds : SettingText.duration)
    }

    func path(_ setting: Setting) throws(SettingsError) -> String {
        try required(setting) { SettingText.path($0, home: folders.home) }
    }

    func names(_ setting: Setting) throws(SettingsError) -> [String]? {
        try value(setting, SettingText.names)
    }

    func paths(_ setting: Setting) throws(SettingsError) -> [String]? {
        try value(setting) { SettingText.paths($0, home: folders.home) }
    }

    func hosts(_ setting: Setting) throws(SettingsError) -> String? {
        try value(setting, SettingText.hosts)
    }

    func url(_ setting: Setting) throws(SettingsError) -> String? {
        try value(setting, SettingText.url)
    }

    /// A dialect under any of its names.
    func toolFormat(_ setting: Setting) throws(SettingsError) -> ToolCallFormat {
        try required(setting) { ToolCallFormat(name: $0) }
    }

    func choice<Choice: RawRepresentable<String>>(_ setting: Setting) throws(SettingsError) -> Choice {
        try required(setting) { Choice(rawValue: $0) }
    }

    func optionalChoice<Choice: RawRepresentable<String>>(_ setting: Setting) throws(SettingsError) -> Choice?
    {
        try value(setting) { Choice(rawValue: $0) }
    }

    /// Where the model is; `auto` looks for the servers that a weaker source names, so that `--upstream auto` tries
    /// the `LM_STUDIO_URL` of the environment.
    func upstream(_ setting: Setting) throws(SettingsError) -> UpstreamChoice {
        let choice = try required(setting, UpstreamChoice.init(text:))
        guard case .auto = choice else { return choice }
        for layer in layers {
            if let text = try layer.text(of: setting), case .servers(let urls) = UpstreamChoice(text: text) {
                return .auto(urls)
            }
        }
        guard case .servers(let urls) = UpstreamChoice(text: setting.fallback ?? "") else { return choice }
        return .auto(urls)
    }

    // MARK: Files

    private static func absolute(_ path: String, in folder: String) -> String {
        path.hasPrefix("/") ? path : "\(folder)/\(path)"
    }

    private static func foundFile(workingFolder: String, folders: UserFolders) -> (
        path: String, shown: String
    )? {
        for name in SettingsFile.names {
            let path = "\(workingFolder)/\(name)"
            if FileManager.default.fileExists(atPath: path) { return (path, name) }
        }
        for name in SettingsFile.names {
            let path = "\(folders.config)/\(name)"
            if FileManager.default.fileExists(atPath: path) { return (path, path) }
        }
        return nil
    }
}
