// SPDX-License-Identifier: Apache-2.0

import Diagnostics

/// Why the settings cannot be used.
enum SettingsError: UserFacingError, Hashable {
    /// `value` is nil for a secret.
    case badValue(name: String, place: String, value: String?, expectation: String)
    case unknownKey(String, place: String, nearest: String?)
    case missingFile(String)
    case unreadableFile(String, detail: String)
    case openWithoutKey(host: String)

    var code: String {
        switch self {
        case .badValue, .openWithoutKey: "invalid_setting"
        case .unknownKey: "unknown_setting"
        case .missingFile, .unreadableFile: "settings_file_unreadable"
        }
    }

    var message: String {
        switch self {
        case .badValue(let name, let place, let value, let expectation):
            "\(name) (\(place)) is \(value.map { "\"\(Self.shortened($0))\"" } ?? "unusable"): \(expectation)."
        case .unknownKey(let key, let place, _): "\"\(Self.shortened(key))\" (\(place)) is no setting."
        case .missingFile(let path): "There is no file \(path)."
        case .unreadableFile(let path, let detail): "\(path) cannot be read: \(detail)."
        case .openWithoutKey(let host):
            "HOST is \(Self.shortened(host)), which other machines may reach, and API_KEY is not set."
        }
    }

    var hint: String? {
        switch self {
        case .unknownKey(_, _, let nearest): nearest ?? "`toolhost settings` lists them."
        case .openWithoutKey:
            "Set API_KEY to a secret that clients then send as a bearer token, or HOST to localhost."
        case .badValue, .missingFile, .unreadableFile: nil
        }
    }

    /// Messages stay on a line: 80 characters of a value tell enough.
    private static func shortened(_ text: String) -> String {
        let line = text.prefix(80).map { $0.isNewline ? " " : String($0) }.joined()
        return text.count > 80 ? line + "…" : line
    }
}
