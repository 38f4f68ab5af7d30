// SPDX-License-Identifier: Apache-2.0

import ChatModel
import JSON
import TestSupport
import Testing
import ToolLoop
import ToolModel

@Suite struct CompletionTests {
    private static let turns: [[ChatDelta]] = [
        [
            .start(ChatStreamIdentity(id: "x1", model: "m", created: 7)), .reasoning("hm"),
            .content("Let me see."),
            nativeCall("echo", #"{"text":"a"}"#, id: "c1"), .finish(.toolCalls), .usage(.of(5, 2)),
        ],
        [
            .start(ChatStreamIdentity(id: "x2", model: "m", created: 8)), .content("It is a."),
            .finish(.stop),
            .usage(.of(9, 3)),
        ],
    ]

    @Test(arguments: [false, true])
    func `the events are those of a stream`(_ executes: Bool) async throws {
        let streamed = try await LoopFixture(ScriptedModel(turns: Self.turns)).events(
            .user(executes: executes))
        let outcome = try await LoopFixture(ScriptedModel(turns: Self.turns)).loop.complete(
            .user(executes: executes))
        #expect(
            outcome.events.map(\.withoutDuration) == streamed.filter { !$0.isProgress }.map(\.withoutDuration)
        )
    }

    @Test func `the completion is the last turn with the sum of usage`() async throws {
        let outcome = try await LoopFixture(ScriptedModel(turns: Self.turns)).loop.complete(
            .user(executes: true))
        #expect(outcome.completion.identity.id == "x2")
        #expect(outcome.completion.content == "It is a.")
        #expect(outcome.completion.finishReason == .stop)
        #expect(outcome.completion.usage == .of(14, 5))
        #expect(outcome.toolCalls.isEmpty)
    }

    @Test func `calls that are not run are those of the one turn`() async throws {
        let outcome = try await LoopFixture(ScriptedModel(turns: Self.turns)).loop.complete(.user())
        #expect(outcome.completion.identity.id == "x1")
        #expect(outcome.completion.reasoning == "hm")
        #expect(outcome.completion.finishReason == .toolCalls)
        #expect(outcome.toolCalls == [ToolCall(id: "c1", name: "echo", arguments: ["text": "a"])])
    }
}

extension ChatEvent {
    fileprivate var isProgress: Bool {
        if case .progress = self { true } else { false }
    }

    /// How long a call took is never the same twice.
    fileprivate var withoutDuration: ChatEvent {
        guard case .result(let id, let result, _) = self else { return self }
        return .result(id: id, result, duration: .zero)
    }
}
