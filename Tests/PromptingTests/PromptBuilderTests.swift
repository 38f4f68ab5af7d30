// SPDX-License-Identifier: Apache-2.0

import ChatModel
import JSON
import JSONSchema
import Testing
import ToolCallParsing
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
    static let taught: [ToolCallFormat] = [.action, .hermes]

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
        #expect(system.contains(Self.tools[0].inputSchema.jsonText()))
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

    // MARK: - What is rendered is read back

    private func read(_ text: String, _ format: ToolCallFormat) throws -> [ToolCall] {
        let catalog = ToolCatalog(
            try Self.tools.map { CallableTool(name: $0.name, schema: try Schema(compiling: $0.inputSchema)) })
        var calls: [ToolCall] = []
        for reading in [format, .auto] {
            var parser = ToolCallParser(catalog: catalog, options: .init(format: reading))
            var events: [ChatEvent] = []
            parser.feed(.content(text), into: &events)
            parser.finish(into: &events)
            let read = events.compactMap { if case .call(let call, _) = $0 { call } else { nil } }
            #expect(calls.isEmpty || calls == read)
            calls = read
        }
        return calls
    }

    @Test(
        arguments: taught,
        [
            #"{"path":"."}"#, #"{"path": "a \"quoted\" \\ name", "recursive": true}"#,
            #"{"path":"</tool_call>{}[]```\n"}"#,
            #"{"path":"北京 😀"}"#,
        ])
    func `a rendered call is read back`(_ format: ToolCallFormat, _ arguments: String) throws {
        let call = ChatToolCall(id: "a", name: "listFiles", arguments: arguments)
        let request = ChatRequest(messages: [
            ChatMessage(role: .assistant, content: .text("Look:"), toolCalls: [call, call])
        ])
        let built = PromptBuilder(format: format).build(request, tools: [])
        let read = try read(built.messages[0].content.text, format)
        #expect(read.map(\.name) == ["listFiles", "listFiles"])
        #expect(
            read.map { JSONValue.object($0.arguments) } == [
                try JSONValue(parsing: arguments), try JSONValue(parsing: arguments),
            ])
    }

    @Test(arguments: taught)
    func `the example in the instructions is a valid call of a real tool`(_ format: ToolCallFormat) throws {
        let dialect: any PromptDialect.Type = format == .action ? ActionPrompt.self : HermesPrompt.self
        let example = dialect.text(of: ExampleCall(from: Self.tools).call)
        let instructions = dialect.instructions(for: Self.tools, choice: nil)
        #expect(instructions?.contains(example) == true)
        let call = try #require(try read(example, format).first)
        #expect(call.name == "listFiles")
        #expect(call.arguments == ["path": "."])
    }

    @Test func `the action prompt reads as intended`() throws {
        let text = try #require(ActionPrompt.instructions(for: [Self.tools[1]], choice: nil))
        #expect(
            text.hasSuffix("\n\nAvailable tools:\n\n- refresh: Refreshes.\n  Params: {\"type\":\"object\"}"))
        #expect(text.contains("\n{\"action\":\"refresh\",\"params\":{}}\n"))
    }
}
