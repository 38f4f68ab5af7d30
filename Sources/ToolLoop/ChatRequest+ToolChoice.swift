// SPDX-License-Identifier: Apache-2.0

import ChatModel
import JSON
import ToolModel

extension ChatRequest {
    /// Says "call this tool" as every upstream understands it: it is the only one, and one must be called.
    ///
    /// LM Studio refuses a choice by name, and llama.cpp's server takes it for any of the tools.
    ///
    /// - Parameter tools: the tools of the request.
    /// - Returns: those to put before the model.
    mutating func spellOutToolChoice(among tools: [ToolDefinition]) -> [ToolDefinition] {
        guard case .tool(let name)? = toolChoice, let tool = tools.first(where: { $0.name == name }) else {
            return tools
        }
        toolChoice = .required
        if verbatim["tool_choice"] != nil { verbatim["tool_choice"] = "required" }
        if let entries = verbatim["tools"]?.array {
            verbatim["tools"] = .array(entries.filter { $0["function"]?["name"]?.string == name })
        }
        return [tool]
    }
}
