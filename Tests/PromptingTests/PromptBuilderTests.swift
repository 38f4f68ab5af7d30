// SPDX-License-Identifier: Apache-2.0

import ChatModel
import JSON
import Testing
import ToolModel

@testable import Prompting

@Suite struct PromptBuilderTests {
    static let tools = [
        ToolDefinition(
            name: "listFiles", description: "Lists a folder.",
            inputSchema: [
                "type": "object",
                "properties": [
                    "path": ["type": "string", "default": "."], "recursive": ["type": "boolean"],
                ],
                "required": ["path"],
            ]),
        ToolDefinition(name: "refresh", description: "Refreshes.", inputSchema: ["type": "object"]),
    ]
    static let taught = PromptBuilder.taughtFormats

    @Test(arguments: [ToolCallFormat.native, .auto])
    func `native tools go beside untouched messages`(_ format: ToolCallFormat) {
        let request = ChatRequest(messages: [
            ChatMessage(role: .user, text: "hi"),
            ChatMessage(
                role: .assistant, content: .text(""),
                toolCalls: [ChatToolCall(id: "a", name: "refresh", arguments: "{}")]),
        ])
        let built = PromptBuilder(format: format).build(request, tools: Self.tools)
        #expect(built.messages == request.messages)
        #expect(built.tools == Self.tools)
    }

    @Test(arguments: taught)
    func `the tools stand in one system message after the caller's text`(_ format: ToolCallFormat) throws {
        let request = ChatRequest(
            messages: [
                ChatMessage(role: .system, text: "Be brief."),
                ChatMessage(role: .developer, text: "Be kind."),
                ChatMessage(role: .user, text: "hi"),
            ], toolChoice: .required)
        let built = PromptBuilder(format: format).build(request, tools: Self.tools)
        #expect(built.tools.isEmpty)
        #expect(built.toolChoice == nil)
        #expect(built.messages.map(\.role) == [.system, .user])
        let system = try #require(built.messages.first).content.text
        #expect(system.hasPrefix("Be brief.\n\nBe kind.\n\n"))
        #expect(
            system.contains("listFiles") && system.contains("refresh") && system.contains("Lists a folder."))
        #expect(system.contains("must call at least one tool"))
        // Harmony has types instead of schemas.
        let schema = format == .harmony ? "path: string," : Self.tools[0].inputSchema.jsonText()
        #expect(system.contains(schema))
    }

    @Test(arguments: taught)
    func `a system message is made where there is none, and none without tools`(_ format: ToolCallFormat) {
        let request = ChatRequest(messages: [ChatMessage(role: .user, text: "hi")])
        let builder = PromptBuilder(format: format)
        #expect(builder.build(request, tools: Self.tools).messages.map(\.role) == [.system, .user])
        #expect(builder.build(request, tools: []).messages == request.messages)
        var refusing = request
        refusing.toolChoice = ToolChoice.none
        #expect(builder.build(refusing, tools: Self.tools).messages == request.messages)
    }

    @Test(arguments: taught)
    func `the same input gives the same bytes`(_ format: ToolCallFormat) {
        let request = ChatRequest(messages: [ChatMessage(role: .user, text: "hi")])
        let first = PromptBuilder(format: format).build(request, tools: Self.tools)
        for _ in 0..<8 {
            let again = PromptBuilder(format: format).build(request, tools: Self.tools)
            #expect(Array(again.messages[0].content.text.utf8) == Array(first.messages[0].content.text.utf8))
        }
    }

    @Test(arguments: taught)
    func `results become one message of the user`(_ format: ToolCallFormat) {
        let request = ChatRequest(messages: [
            ChatMessage(role: .user, text: "go"),
            ChatMessage(
                role: .assistant, content: .text("Let me look."),
                toolCalls: [
                    ChatToolCall(id: "a", name: "listFiles", arguments: #"{"path": "."}"#),
                    ChatToolCall(id: "b", name: "refresh", arguments: ""),
                ]),
            ChatMessage(role: .tool, content: .text("x.txt"), toolCallID: "a"),
            ChatMessage(role: .tool, content: .text("done"), toolCallID: "b"),
        ])
        let built = PromptBuilder(format: format).build(request, tools: []).messages
        #expect(built.map(\.role) == [.user, .assistant, .user])
        #expect(built[1].toolCalls.isEmpty)
        #expect(built[1].content.text.hasPrefix("Let me look.\n"))
        #expect(built[2].content.text.contains("x.txt") && built[2].content.text.contains("done"))
        #expect(built[2].content.text.contains("listFiles") && built[2].content.text.contains("refresh"))
    }

    @Test func `the formats that can be taught`() {
        #expect(
            Set(Self.taught) == [
                .action, .hermes, .lmStudio, .qwen3Coder, .pythonic, .mistral, .llama3JSON, .harmony,
            ])
        let native = PromptBuilder(format: .glm).build(ChatRequest(messages: []), tools: Self.tools)
        #expect(native.tools == Self.tools)
    }

    @Test func `the action prompt reads as intended`() throws {
        let text = try #require(ActionPrompt.instructions(for: [Self.tools[1]], choice: nil))
        #expect(
            text.hasSuffix("\n\nAvailable tools:\n\n- refresh: Refreshes.\n  Params: {\"type\":\"object\"}"))
        #expect(text.contains("\n{\"action\":\"refresh\",\"params\":{}}\n"))
    }
}
