// SPDX-License-Identifier: Apache-2.0

import ChatModel
import DemoModel
import JSON
import ToolModel

/// The names of the bundled tools.
let bundledTools = [
    "listFiles", "files", "writeFile", "deleteFile", "createDirectory", "moveFile", "copyFile", "getFileInfo",
    "grep",
    "findFiles", "executeCommand", "math", "fetch", "search", "zipFiles", "unzipFile",
]

extension ToolDefinition {
    init(named name: String) {
        self.init(
            name: name, description: "The tool \(name).", inputSchema: ["type": "object", "properties": [:]])
    }
}

extension ChatRequest {
    /// A person's message, with tools.
    init(_ text: String, tools: [String] = bundledTools) {
        self.init(
            messages: [ChatMessage(role: .user, text: text)], tools: tools.map(ToolDefinition.init(named:)))
    }

    /// The request that follows when the calls have been run.
    func answered(_ completion: ChatCompletion, _ results: String...) -> ChatRequest {
        var next = self
        next.messages.append(
            ChatMessage(role: .assistant, content: .text(completion.content), toolCalls: completion.toolCalls)
        )
        for (call, result) in zip(completion.toolCalls, results) {
            next.messages.append(ChatMessage(role: .tool, content: .text(result), toolCallID: call.id))
        }
        return next
    }
}

extension DemoLanguageModel {
    /// With answers that never change.
    static func fixed(_ dialect: ToolCallFormat = .native) -> DemoLanguageModel {
        DemoLanguageModel(
            dialect: dialect, identity: { ChatStreamIdentity(id: "c1", model: "demo", created: 7) })
    }
}
