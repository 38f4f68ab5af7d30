// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import ToolModel

/// The tools that a model may call, by the names that it may use for them.
public struct ToolCatalog: Sendable {
    /// The tools in their given order; of two with one name the first counts.
    public let tools: [CallableTool]
    private let exact: [String: Int]
    /// Positions by the name's snake_case form; nil where two tools share a form.
    private let folded: [String: Int?]

    /// Every tool that a model may call in this turn.
    public init(_ tools: [CallableTool]) {
        var exact: [String: Int] = [:]
        var folded: [String: Int?] = [:]
        for (position, tool) in tools.enumerated() where exact[tool.name] == nil {
            exact[tool.name] = position
            let form = ToolName.snakeCase(tool.name)
            folded.updateValue(folded[form] == nil ? position : nil, forKey: form)
        }
        self.tools = tools
        self.exact = exact
        self.folded = folded
    }

    /// The tool of that name: exactly, or else the only one with the same snake_case form, since LM Studio
    /// shows models names in that form.
    public func resolve(_ name: String) -> CallableTool? {
        if let position = exact[name] { return tools[position] }
        guard let position = folded[ToolName.snakeCase(name)] ?? nil else { return nil }
        return tools[position]
    }

    /// Whether a declared name, or its snake_case form, begins so.
    func hasName(beginningWith prefix: String) -> Bool {
        let start = Array(prefix.utf8)
        return tools.contains { $0.name.utf8.starts(with: start) }
            || folded.keys.contains { $0.utf8.starts(with: start) }
    }

    /// The declared names closest to `name`, best first; empty when none is close.
    public func nearestNames(to name: String) -> [String] {
        NearestNames.of(name, among: tools.map(\.name))
    }
}
