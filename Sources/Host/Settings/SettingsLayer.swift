// SPDX-License-Identifier: Apache-2.0

import Configuration
import SystemPackage

/// One source of settings; earlier layers win over later ones.
struct SettingsLayer: Sendable {
    /// Where a layer's values stand.
    enum Origin: Sendable, Hashable {
        case options
        case environment
        case environmentFile(String)
        /// A file with the lines of its keys, where its format tells them.
        case file(String, lines: [String: Int])
    }

    let origin: Origin
    let values: any ConfigSnapshot

    /// What the setting is called in this layer.
    func name(of setting: Setting) -> String {
        switch origin {
        case .options: setting.flag.map { "--\($0)" } ?? setting.variable
        case .environment, .environmentFile: setting.variable
        case .file: setting.key
        }
    }

    /// Where the setting stands, as messages say it.
    func place(of setting: Setting) -> String {
        switch origin {
        case .options: "command line"
        case .environment: "environment"
        case .environmentFile(let path): path
        case .file(let path, let lines): lines[setting.key].map { "\(path), line \($0)" } ?? path
        }
    }

    /// The value's text; nil when the layer does not set it or sets it to nothing.
    func text(of setting: Setting) throws(SettingsError) -> String? {
        let key = AbsoluteConfigKey(setting.key.split(separator: ".").map(String.init))
        for type in [ConfigType.string, .int, .bool, .double] {
            guard let found = content(key, as: type) else { continue }
            guard let text = found.text, !text.isEmpty else { return nil }
            return isEnvironmentFile ? Self.unquoted(text) : text
        }
        throw SettingsError.badValue(
            name: name(of: setting), place: place(of: setting), value: nil,
            expectation: setting.kind.expectation
        )
    }

    /// Nil when the value is there but of another type.
    private func content(_ key: AbsoluteConfigKey, as type: ConfigType) -> (text: String?, Void)? {
        // A failed look-up says only that the value is of another type, which the caller then tries.
        guard let result = try? values.value(forKey: key, type: type) else { return nil }
        return (result.value.flatMap { Self.text($0.content) }, ())
    }

    private static func text(_ content: ConfigContent) -> String? {
        switch content {
        case .string(let text): text
        case .int(let number): String(number)
        case .bool(let flag): String(flag)
        case .double(let number): String(number)
        default: nil
        }
    }

    private var isEnvironmentFile: Bool {
        if case .environmentFile = origin { true } else { false }
    }

    /// `.env` files are shared with shells and other programs, which take quotes around a value away.
    private static func unquoted(_ text: String) -> String {
        guard text.count >= 2, let first = text.first, first == text.last, first == "\"" || first == "'"
        else {
            return text
        }
        return String(text.dropFirst().dropLast())
    }
}

extension SettingsLayer {
    /// What was given on the command line, by the settings' keys.
    static func options(_ options: [String: String]) -> SettingsLayer {
        let values = options.map { key, text in
            (
                AbsoluteConfigKey(key.split(separator: ".").map(String.init)),
                ConfigValue(.string(text), isSecret: false)
            )
        }
        let provider = InMemoryProvider(values: Dictionary(values) { first, _ in first })
        return SettingsLayer(origin: .options, values: provider.snapshot())
    }

    static func environment(_ variables: [String: String]) -> SettingsLayer {
        SettingsLayer(
            origin: .environment,
            values: EnvironmentVariablesProvider(environmentVariables: variables).snapshot()
        )
    }

    /// What a `.env` file sets; the file may be missing.
    static func environmentFile(_ path: String) async throws(SettingsError) -> SettingsLayer {
        do {
            let provider = try await EnvironmentVariablesProvider(
                environmentFilePath: FilePath(path), allowMissing: true
            )
            return SettingsLayer(origin: .environmentFile(path), values: provider.snapshot())
        } catch {
            throw .unreadableFile(path, detail: "\(error)")
        }
    }
}
