// SPDX-License-Identifier: Apache-2.0

import ChatModel
import JSON
import ToolModel

/// What was said so far, put together from the events of each turn.
struct Conversation: Sendable {
    private(set) var messages: [ChatMessage] = []
    private var text = ""
    private var calls: [ChatToolCall] = []
    /// The calls that have no answer yet, in order.
    ///
    /// Templates refuse a conversation that leaves one open.
    private var unanswered: [String] = []

    /// Adds what the person said.
    mutating func ask(_ text: String) {
        messages.append(ChatMessage(role: .user, text: text))
    }

    /// Adds what the model said and what its tools answered.
    ///
    /// Reasoning is not kept: models do not want it back.
    mutating func record(_ events: [ChatEvent]) {
        for event in events {
            switch event {
            case .text(let more):
                if !calls.isEmpty { endMessage() }
                text += more
            case .call(let call, _):
                let arguments = JSONValue.object(call.arguments).jsonText()
                calls.append(ChatToolCall(id: call.id, name: call.name, arguments: arguments))
                unanswered.append(call.id)
            case .result(let id, let result, _):
                answer(id, result.isError ? "Error: \(result.text)" : result.text)
            case .failure(let failure):
                if let id = failure.callID { answer(id, "Error: \(failure.message)") }
            case .done:
                endTurn()
            case .reasoning, .callStarted, .argumentsDelta, .progress, .approval, .usage:
                break
            }
        }
    }

    /// Ends a turn, wherever it stopped: calls without an answer get one that says so.
    mutating func endTurn() {
        endMessage()
        for id in unanswered { answer(id, "The call was not run.") }
    }

    /// Takes back everything since there were `count` messages, as after a turn that failed.
    mutating func takeBack(to count: Int) {
        messages.removeSubrange(count...)
        text = ""
        calls = []
        unanswered = []
    }

    private mutating func answer(_ id: String, _ text: String) {
        // What the parser rejected has an id too, but is no call of the conversation.
        guard let position = unanswered.firstIndex(of: id) else { return }
        unanswered.remove(at: position)
        endMessage()
        messages.append(ChatMessage(role: .tool, content: .text(text), toolCallID: id))
    }

    private mutating func endMessage() {
        guard !text.isEmpty || !calls.isEmpty else { return }
        messages.append(ChatMessage(role: .assistant, content: .text(text), toolCalls: calls))
        text = ""
        calls = []
    }
}
