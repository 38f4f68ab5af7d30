// SPDX-License-Identifier: Apache-2.0

/// The sentences in which calls are refused: for a person, and for the model that may try again.
enum CallSentences {
    /// The longest name that a sentence quotes, in bytes: the longest that an upstream accepts.
    private static let quotedNameBytes = 64
    /// How many violations a sentence names; the rest is in the event's data.
    private static let namedViolations = 3

    static func sentence(for rejection: CallRejection, name: String?, _ catalog: ToolCatalog) -> String {
        let subject = name.map { "The call to \"\(bounded($0))\"" } ?? "A tool call"
        switch rejection {
        case .unknownTool:
            let near = catalog.nearestNames(to: name ?? "")
            let names = near.map { "\"\($0)\"" }.joined(separator: ", ")
            return near.isEmpty
                ? "\(subject) names no known tool." : "\(subject) names no known tool; nearest: \(names)."
        case .malformed(let reason):
            return "\(subject) cannot be read: \(reason)."
        case .truncated:
            return "\(subject) was cut off before its arguments were complete."
        case .missingName:
            return "A tool call names no tool."
        }
    }

    static func invalidArguments(tool: String, _ violations: [String]) -> String {
        let named = violations.prefix(namedViolations).joined(separator: "; ")
        return "The call to \"\(tool)\" has invalid arguments: \(named)."
    }

    /// The beginning of a name, short enough for a sentence.
    static func bounded(_ name: String) -> String {
        guard name.utf8.count > quotedNameBytes else { return name }
        let bytes = Array(name.utf8.prefix(quotedNameBytes))
        let tail = UTF8Border.incompleteSuffix(of: bytes.span)
        return String(decoding: bytes.dropLast(tail), as: UTF8.self) + "…"
    }
}

extension CallRejection {
    /// The stable code of the error event.
    var code: String {
        switch self {
        case .unknownTool: "unknown_tool"
        case .malformed: "tool_call_malformed"
        case .truncated: "tool_call_truncated"
        case .missingName: "missing_name"
        }
    }
}
