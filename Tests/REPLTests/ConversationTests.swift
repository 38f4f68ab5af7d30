// SPDX-License-Identifier: Apache-2.0

import ChatModel
import JSON
import Testing
import ToolModel

@testable import REPL

@Suite struct ConversationTests {
    @Test func `a turn becomes messages`() {
        var conversation = Conversation()
        conversation.ask("List and compute")
        conversation.record([
            .reasoning("hm"), .text("Let me "), .text("look."),
            .call(ToolCall(id: "c1", name: "listFiles", arguments: ["path": "."]), CallNotes()),
            .call(ToolCall(id: "c2", name: "math", arguments: ["expr": "6*7"]), CallNotes()),
        ])
        conversation.record([
            .result(id: "c1", ToolResult(text: "a"), duration: .zero),
            .result(id: "c2", ToolResult(text: "42"), duration: .zero), .text("Done."), .done(.stop),
        ])
        #expect(
            conversation.messages == [
                ChatMessage(role: .user, text: "List and compute"),
                ChatMessage(
                    role: .assistant, content: .text("Let me look."),
                    toolCalls: [
                        ChatToolCall(id: "c1", name: "listFiles", arguments: #"{"path":"."}"#),
                        ChatToolCall(id: "c2", name: "math", arguments: #"{"expr":"6*7"}"#),
                    ]
                ),
                ChatMessage(role: .tool, content: .text("a"), toolCallID: "c1"),
                ChatMessage(role: .tool, content: .text("42"), toolCallID: "c2"),
                ChatMessage(role: .assistant, text: "Done."),
            ]
        )
    }

    @Test func `a failed turn is taken back`() {
        var conversation = Conversation()
        conversation.ask("one")
        conversation.record([.text("two"), .done(.stop)])
        let count = conversation.messages.count
        conversation.ask("three")
        conversation.record([.text("four")])
        conversation.takeBack(to: count)
        conversation.ask("five")
        conversation.record([.text("six"), .done(.stop)])
        #expect(conversation.messages.map(\.content.text) == ["one", "two", "five", "six"])
    }
}
