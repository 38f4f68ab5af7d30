// SPDX-License-Identifier: Apache-2.0

import Diagnostics

/// Why a line could not be carried out.
package enum REPLError: UserFacingError, Hashable {
    case unknownCommand(String)
    case missingToolName
    case missingPluginName
    case argumentsNotJSON(detail: String)
    case argumentsNotAnObject(kind: String)
    /// A line or a script is larger than the limit.
    case tooLong(what: String, limitBytes: Int)
    case unreadable(what: String, detail: String)
    /// The other side of the output is gone.
    case outputClosed

    package var code: String {
        switch self {
        case .unknownCommand: "unknown_command"
        case .missingToolName, .missingPluginName, .argumentsNotAnObject: "invalid_request"
        case .argumentsNotJSON: "malformed_json"
        case .tooLong: "too_large"
        case .unreadable: "input_unreadable"
        case .outputClosed: "output_closed"
        }
    }

    package var message: String {
        switch self {
        case .unknownCommand(let name):
            "There is no command \(TerminalText.harmless(String(name.prefix(40))))."
        case .missingPluginName: "/approve needs the name of a plugin."
        case .missingToolName: "/call needs the name of a tool."
        case .argumentsNotJSON(let detail): "The arguments are not JSON: \(detail)"
        case .argumentsNotAnObject(let kind): "The arguments must be a JSON object, not \(kind)."
        case .tooLong(let what, let limit): "\(what) is longer than \(limit) bytes."
        case .unreadable(let what, let detail): "\(what) cannot be read: \(detail)."
        case .outputClosed: "Nobody reads the output any more."
        }
    }

    package var hint: String? {
        switch self {
        case .unknownCommand(let name):
            NearestNames.hint(for: name, among: REPLCommand.Row.all.map(\.name))
                ?? "/help lists the commands."
        case .missingToolName, .argumentsNotJSON, .argumentsNotAnObject:
            "Write it like this: /call math {\"expr\": \"6 * 7\"}"
        case .missingPluginName: "/tools lists the plugins that wait."
        case .tooLong, .unreadable, .outputClosed: nil
        }
    }
}
