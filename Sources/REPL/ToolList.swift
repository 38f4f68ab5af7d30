// SPDX-License-Identifier: Apache-2.0

import JSON
package import PluginRuntime
import ToolModel

/// The tools there are, for a person to read.
package enum ToolList {
    /// A line for each tool with its plugin and its description's first sentence, then the refused ones with the reason.
    ///
    /// - Parameters:
    ///   - registry: whose tools.
    ///   - isTerminal: whether control characters must be made harmless.
    /// - Returns: whole lines.
    package static func text(of registry: ToolRegistry, isTerminal: Bool) -> String {
        let width = registry.tools.map(\.definition.name.count).max() ?? 0
        var text = registry.tools.isEmpty ? "There are no tools.\n" : ""
        for tool in registry.tools {
            let name = tool.definition.name
            let padding = String(repeating: " ", count: width - name.count)
            let about = firstSentence(of: tool.definition.description)
            text += "\(name)\(padding)  \(about)  [\(tool.plugin), \(tool.isolation.rawValue)]\n"
        }
        text += refusals(of: registry)
        return isTerminal ? TerminalText.harmless(text) : text
    }

    /// Enough to tell tools apart; models get the rest.
    private static func firstSentence(of description: String) -> Substring {
        let line = description.prefix { !$0.isNewline }
        guard let end = line.firstRange(of: ". ") else { return line }
        return line[..<end.lowerBound]
    }

    /// A line for each refused tool with the place and the reason.
    package static func refusals(of registry: ToolRegistry) -> String {
        registry.quarantined.map { tool in
            let place = tool.pointer.map { " at \($0.tokens.isEmpty ? "the root" : $0.description)" } ?? ""
            return "refused: \(tool.name) [\(tool.plugin)] \(tool.code)\(place): \(tool.reason)\n"
        }.joined()
    }
}
