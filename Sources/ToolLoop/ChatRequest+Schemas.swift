// SPDX-License-Identifier: Apache-2.0

import ChatModel
import JSON
import ToolModel

extension ChatRequest {
    /// Gives the tools in the caller's own words the schemas that the upstream is shown, where these were rewritten.
    ///
    /// - Parameter original: the tools as the caller defined them; `tools` has them as they are shown.
    mutating func rewriteVerbatimSchemas(of original: [ToolDefinition]) {
        guard let entries = verbatim["tools"]?.array else { return }
        var rewritten: [String: JSONValue] = [:]
        for (tool, shown) in zip(original, tools) where tool.inputSchema != shown.inputSchema {
            rewritten[tool.name] = shown.inputSchema
        }
        guard !rewritten.isEmpty else { return }
        verbatim["tools"] = .array(
            entries.map { entry in
                guard var members = entry.object, var function = members["function"]?.object,
                    let schema = function["name"]?.string.flatMap({ rewritten[$0] })
                else { return entry }
                function["parameters"] = schema
                members["function"] = .object(function)
                return .object(members)
            })
    }
}
