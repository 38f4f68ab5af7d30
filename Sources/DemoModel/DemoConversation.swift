// SPDX-License-Identifier: Apache-2.0

import ChatModel
import ToolModel

/// A request as the demo model sees it: what is asked, with which tools, and what has come back so far.
struct DemoConversation: Sendable {
    /// A tool's answer.
    struct Outcome: Sendable, Equatable {
        var tool: String?
        var text: String
    }

    /// The last message that a person wrote.
    private(set) var question = ""
    /// The results since then, in order.
    private(set) var outcomes: [Outcome] = []
    /// The tools' names as the request gives them.
    var toolNames: [String]
    /// The dialect that the system prompt teaches; nil when it teaches none.
    var taught: ToolCallFormat?
    /// How many calls the transcript holds, so that ids go on from there.
    private(set) var callCount = 0

    init(_ request: ChatRequest) {
        toolNames = request.tools.map(\.name)
        var names: [String: String] = [:]
        for message in request.messages {
            callCount += message.toolCalls.count
            for call in message.toolCalls { names[call.id] = call.name }
            switch message.role {
            case .system, .developer:
                learn(from: message.content.text)
            case .user:
                let results = Self.results(in: message.content.text)
                if results.isEmpty {
                    question = message.content.text
                    outcomes = []
                } else {
                    outcomes += results
                }
            case .tool:
                let tool = message.toolCallID.flatMap { names[$0] } ?? message.name
                outcomes.append(Outcome(tool: tool, text: message.content.text))
            case .assistant:
                break
            }
        }
        if request.toolChoice == ToolChoice.none { toolNames = [] }
    }

    /// The name under which the request offers a tool: its own, or its snake_case form; nil when it does not.
    func offeredName(of tool: String) -> String? {
        if toolNames.contains(tool) { return tool }
        let snake = ToolName.snakeCase(tool)
        return toolNames.contains(snake) ? snake : nil
    }
}
