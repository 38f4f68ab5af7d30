// SPDX-License-Identifier: Apache-2.0

import ChatModel
import JSON
import TestSupport
import Testing
import ToolLoop
import ToolModel

/// A caller that names the tool to be called, before upstreams that know no such choice.
@Suite struct ToolChoiceTests {
    private static let names = ["weather", "now"]
    private static let definitions = names.map {
        ToolDefinition(name: $0, description: "", inputSchema: ["type": "object"])
    }
    private static let call: [ChatDelta] = [nativeCall("now", "{}"), .finish(.toolCalls)]

    private static func chat(_ choice: ToolChoice) -> ChatRequest {
        let tools: [JSONValue] = names.map {
            ["type": "function", "function": ["name": .string($0)], "x": 1]
        }
        return ChatRequest(
            messages: [ChatMessage(role: .user, text: "go")], tools: definitions, toolChoice: choice,
            verbatim: [
                "tools": .array(tools + [["type": "web_search"]]), "tool_choice": ["as": "written"],
            ])
    }

    private static func sent(_ choice: ToolChoice) async throws -> ChatRequest {
        let model = ScriptedModel(turns: [call])
        let tools = names.map { AnswerRequest.Tool(name: $0, schema: nil, isStrict: false) }
        let request = AnswerRequest(chat(choice), tools: tools)
        _ = try await LoopFixture(model).loop.complete(request)
        return try #require(model.requests.first)
    }

    @Test func `a tool chosen by name is the only one, and one must be called`() async throws {
        let sent = try await Self.sent(.tool("now"))
        #expect(sent.tools.map(\.name) == ["now"])
        #expect(sent.toolChoice == .required)
        #expect(sent.verbatim["tool_choice"] == "required")
        #expect(
            sent.verbatim["tools"] == [["type": "function", "function": ["name": "now"], "x": 1]])
    }

    @Test(arguments: [ToolChoice.auto, .required, .none, .tool("elsewhere")])
    func `any other choice goes as it is`(_ choice: ToolChoice) async throws {
        let sent = try await Self.sent(choice)
        #expect(sent.tools == Self.definitions)
        #expect(sent.toolChoice == choice)
        #expect(sent.verbatim["tool_choice"] == ["as": "written"])
        #expect(sent.verbatim["tools"]?.array?.count == 3)
    }

    @Test func `among the host's own tools too, for the first turn`() async throws {
        let model = ScriptedModel(turns: [
            [nativeCall("echo", #"{"text":"a"}"#), .finish(.toolCalls)], [.content("b"), .finish(.stop)],
        ])
        var request = TurnRequest.user(executes: true)
        request.toolChoice = .tool("echo")
        _ = try await LoopFixture(model).events(request)
        #expect(
            model.requests.map { $0.tools.map(\.name) } == [["echo"], ["echo", "write", "refuse", "crash"]])
        #expect(model.requests.map(\.toolChoice) == [.required, .auto])
    }
}
