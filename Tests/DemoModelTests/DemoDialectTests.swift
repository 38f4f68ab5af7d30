// SPDX-License-Identifier: Apache-2.0

import ChatModel
import DemoModel
import OpenAICoding
import Prompting
import Testing
import ToolModel

struct DemoDialectTests {
    private let tools = ["listFiles", "math", "writeFile"].map(ToolDefinition.init(named:))
    private let ask = ChatRequest("list the files and compute 2+2", tools: [])

    @Test(arguments: [
        (
            ToolCallFormat.action,
            """
            {"action": "listFiles", "params": {"path":"."}}
            {"action": "math", "params": {"expr":"2+2"}}
            """
        ),
        (
            .hermes,
            """
            <tool_call>
            {"name": "listFiles", "arguments": {"path":"."}}
            </tool_call>
            <tool_call>
            {"name": "math", "arguments": {"expr":"2+2"}}
            </tool_call>
            """
        ),
    ])
    func `a taught dialect is spoken, and its results are understood`(
        _ format: ToolCallFormat, _ expected: String
    ) async throws {
        let model = DemoLanguageModel.fixed()
        let builder = PromptBuilder(format: format)
        let first = try await model.complete(builder.build(ask, tools: tools))
        #expect(first.content == expected)
        #expect(first.toolCalls.isEmpty)
        #expect(first.finishReason == .stop)

        var next = ask
        let calls = [
            ChatToolCall(id: "a", name: "listFiles", arguments: #"{"path":"."}"#),
            ChatToolCall(id: "b", name: "math", arguments: #"{"expr":"2+2"}"#),
        ]
        next.messages += [
            ChatMessage(role: .assistant, content: .text(""), toolCalls: calls),
            ChatMessage(role: .tool, content: .text("a.txt\nb/"), toolCallID: "a"),
            ChatMessage(role: .tool, content: .text("4"), toolCallID: "b"),
        ]
        let last = try await model.complete(builder.build(next, tools: tools))
        #expect(last.content == "The folder . holds: a.txt, b/.\n2+2 is 4.")
    }

    @Test(arguments: PromptBuilder.taughtFormats)
    func `every taught dialect is learnt from its prompt`(_ format: ToolCallFormat) async throws {
        let model = DemoLanguageModel.fixed()
        let builder = PromptBuilder(format: format)
        let calls = [
            ChatToolCall(id: "a", name: "listFiles", arguments: #"{"path":"."}"#),
            ChatToolCall(id: "b", name: "math", arguments: #"{"expr":"2+2"}"#),
        ]
        let first = try await model.complete(builder.build(ask, tools: tools))
        let wanted = try #require(builder.text(of: calls, tools: []))
        #expect(first.content.filter { $0 != " " } == wanted.filter { $0 != " " })

        var next = ask
        next.messages += [
            ChatMessage(role: .assistant, content: .text(""), toolCalls: calls),
            ChatMessage(role: .tool, content: .text("a.txt\nb/"), toolCallID: "a"),
            ChatMessage(role: .tool, content: .text("4"), toolCallID: "b"),
        ]
        let last = try await model.complete(builder.build(next, tools: tools))
        #expect(last.content == "The folder . holds: a.txt, b/.\n2+2 is 4.")
    }

    @Test func `a dialect chosen is spoken whatever the request says`() async throws {
        let native = ChatRequest("compute 2+2", tools: ["math"])
        let action = try await DemoLanguageModel.fixed(.action).complete(native)
        #expect(action.content == #"{"action": "math", "params": {"expr":"2+2"}}"#)
        let hermes = try await DemoLanguageModel.fixed(.hermes).complete(native)
        #expect(hermes.content.hasPrefix("<tool_call>"))
    }

    @Test func `a stream comes in small pieces that make the whole`() async throws {
        let model = DemoLanguageModel.fixed()
        for text in ["compute 2+2 and list the files", "Tell me about the sea"] {
            let request = ChatRequest(text)
            var deltas: [ChatDelta] = []
            for try await batch in try await model.stream(request) {
                #expect(batch.count == 1)
                deltas += batch
            }
            #expect(try await ChatCompletion(joining: deltas) == model.complete(request))
            #expect(deltas.first == .start(ChatStreamIdentity(id: "c1", model: "demo", created: 7)))
            for case .content(let piece) in deltas { #expect(piece.count <= 4) }
        }
    }

    @Test func `answers of their own have ids of their own`() async throws {
        let model = DemoLanguageModel()
        let first = try await model.complete(ask)
        let second = try await model.complete(ask)
        #expect(first.identity.id != second.identity.id)
        #expect(try await model.models().map(\.id) == [DemoLanguageModel.name])
        #expect(model.upstream.kind == "demo")
    }
}
