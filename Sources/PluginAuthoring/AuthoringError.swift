// SPDX-License-Identifier: Apache-2.0

import Diagnostics

/// Why a new plugin cannot be laid out, or a plugin not be checked.
package enum AuthoringError: Error, Sendable, Hashable {
    /// The name cannot be that of a plugin and of its tool.
    case badName(String)
    /// No template is for that language.
    case unknownLanguage(String)
    /// Something is there already under the new folder's name.
    case folderExists(path: String)
    /// A file or folder cannot be written.
    case unwritable(path: String, reason: String)
    /// The file to be checked is not there, or is none.
    case noFile(path: String, reason: String)
    /// The plugin to be measured has no such tool.
    case noSuchTool(String, others: [String])
    /// The arguments for its tool are not what a call can have.
    case badArguments(String)
    /// No check has that id.
    case unknownCheck(String)
    /// It is not of the form that a report prints.
    case badReproduction(String)
}

extension AuthoringError: UserFacingError {
    package var code: String {
        switch self {
        case .badName: "bad_plugin_name"
        case .unknownLanguage: "unknown_language"
        case .folderExists: "folder_exists"
        case .unwritable: "unwritable"
        case .noFile: "no_such_file"
        case .noSuchTool: "unknown_tool"
        case .badArguments: "invalid_arguments"
        case .unknownCheck: "unknown_check"
        case .badReproduction: "bad_reproduction"
        }
    }

    package var message: String {
        switch self {
        case .badName(let name): "\"\(name.prefix(64))\" cannot be the name of a plugin."
        case .unknownLanguage(let name): "There is no template for the language \"\(name.prefix(64))\"."
        case .folderExists(let path): "The folder \(path) is there already."
        case .unwritable(let path, let reason): "\(path) cannot be written: \(reason)."
        case .noFile(let path, let reason): "\(path) cannot be used: \(reason)."
        case .noSuchTool(let name, _): "The plugin has no tool \"\(name.prefix(64))\"."
        case .badArguments(let reason): "The arguments cannot be used: \(reason)."
        case .unknownCheck(let id): "There is no check \"\(id.prefix(64))\"."
        case .badReproduction(let text): "\"\(text.prefix(128))\" is nothing that a report printed."
        }
    }

    package var hint: String? {
        switch self {
        case .badName:
            "Use 1 to 40 letters a-z, digits, - and _, beginning with a letter, and no word of the language."
        case .unknownLanguage(let name):
            NearestNames.hint(for: name, among: PluginLanguage.allCases.map(\.rawValue))
                ?? "The languages are \(PluginLanguage.allCases.map(\.rawValue).joined(separator: ", "))."
        case .folderExists: "Choose another name, or another place with --output."
        case .unwritable: nil
        case .noFile: "Give the path of the shared library, such as build/greet.so."
        case .badArguments: "Quote them for the shell: --arguments '{\"name\": \"Ada\"}'."
        case .noSuchTool(let name, let others):
            NearestNames.hint(for: name, among: others)
                ?? "Its tools: \(others.prefix(20).joined(separator: ", "))."
        case .unknownCheck(let id):
            NearestNames.hint(for: id, among: CheckID.allCases.map(\.rawValue))
                ?? "`toolhost plugin check --list` names them."
        case .badReproduction: "Copy it as it stands: calls.random/greet/17@42."
        }
    }
}
