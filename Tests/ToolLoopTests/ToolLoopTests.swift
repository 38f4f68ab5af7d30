// SPDX-License-Identifier: Apache-2.0

import ChatModel
import JSON
import PluginRuntime
import TestSupport
import Testing
import ToolLoop
import ToolModel

@Suite struct ToolLoopTests {
    @Test func `an answer without calls goes through with one usage and one done`() async throws {
        let model = ScriptedModel(turns: [
            [.reasoning("hm"), .content("Hello"), .finish(.stop), .usage(.of(5, 2))]
        ])
        let events = try await LoopFixture(model).events(.user())
        #expect(events == [.reasoning("hm"), .text("Hello"), .usage(.of(5, 2)), .done(.stop)])
    }

    @Test func `calls are reported and left alone unless the request executes`() async throws {
        let model = ScriptedModel(turns: [[nativeCall("echo", #"{"text":"a"}"#, id: "c1"), .finish(.stop)]])
        let events = try await LoopFixture(model).events(.user())
        #expect(events.calls == [ToolCall(id: "c1", name: "echo", arguments: ["text": "a"])])
        #expect(events.results.isEmpty)
        #expect(events.dones == [.toolCalls])
        #expect(model.requests.count == 1)
    }

    @Test func `executed calls give results and lead to the next turn`() async throws {
        let model = ScriptedModel(turns: [
            [
                .content("Let me see."), nativeCall("echo", #"{"text":"a"}"#, id: "c1"), .finish(.toolCalls),
                .usage(.of(5, 2)),
            ],
            [.content("It is a."), .finish(.stop), .usage(.of(9, 3))],
        ])
        let events = try await LoopFixture(model).events(.user(executes: true))
        #expect(events.results.map(\.text) == ["a"])
        #expect(events.text == "Let me see.It is a.")
        #expect(events.suffix(2) == [.usage(.of(14, 5)), .done(.stop)])
        #expect(events.dones.count == 1)

        let transcript = try #require(model.requests.last).messages
        #expect(transcript.map(\.role) == [.user, .assistant, .tool])
        #expect(transcript[1].content == .text("Let me see."))
        #expect(
            transcript[1].toolCalls == [ChatToolCall(id: "c1", name: "echo", arguments: #"{"text":"a"}"#)])
        #expect(transcript[2].toolCallID == "c1")
        #expect(transcript[2].content == .text("a"))
    }

    @Test func `reports of progress carry the call's id`() async throws {
        let model = ScriptedModel(turns: [
            [nativeCall("echo", #"{"text":"a"}"#, id: "c1"), .finish(.stop)],
            [.content("."), .finish(.stop)],
        ])
        let events = try await LoopFixture(model).events(.user(executes: true))
        #expect(events.contains(.progress(id: "c1", ToolProgress(done: 1))))
    }

    @Test func `a tool's refusal and a crash are told to client and model, and the loop goes on`()
        async throws
    {
        let model = ScriptedModel(turns: [
            [nativeCall("refuse", id: "c1"), nativeCall("crash", id: "c2", index: 1), .finish(.stop)],
            [.content("Sorry."), .finish(.stop)],
        ])
        let events = try await LoopFixture(model).events(.user(executes: true))
        #expect(events.results.map(\.text) == ["not today"])
        #expect(events.results.map(\.isError) == [true])
        #expect(events.failures.map(\.code) == ["plugin_crashed"])
        #expect(events.failures.first?.callID == "c2")
        #expect(events.dones == [.stop])
        let answers = try #require(model.requests.last).messages.filter { $0.role == .tool }
        #expect(answers.map(\.toolCallID) == ["c1", "c2"])
        #expect(answers.allSatisfy { $0.content.text.hasPrefix("Error: ") })
    }

    @Test func `a rejected call is answered with what to correct`() async throws {
        let model = ScriptedModel(turns: [
            [nativeCall("ecko", #"{"text":"a"}"#, id: "c1"), .finish(.toolCalls)],
            [nativeCall("echo", "{}", id: "c2"), .finish(.toolCalls)],
            [.content("Then not."), .finish(.stop)],
        ])
        let events = try await LoopFixture(model).events(.user(executes: true))
        #expect(events.failures.map(\.code) == ["unknown_tool", "invalid_arguments"])
        #expect(events.dones == [.stop])
        let answers = try #require(model.requests.last).messages.filter { $0.role == .tool }
        #expect(answers.map(\.toolCallID) == ["c1", "c2"])
        for answer in answers { #expect(answer.content.text.contains("Correct the call")) }
        let calls = try #require(model.requests.last).messages.flatMap(\.toolCalls)
        #expect(calls.map(\.arguments) == [#"{"text":"a"}"#, "{}"])
    }

    @Test func `calls in the text are found, run and taken out of the transcript's text`() async throws {
        let model = ScriptedModel(turns: [
            [
                .content("Let me see.\n{\"action\":\"ec"), .content("ho\",\"params\":{\"text\":\"a\"}}"),
                .finish(.stop),
            ],
            [.content("<tool_call>\n{\"name\":\"ecko\",\"arguments\":{}}\n</tool_call>"), .finish(.stop)],
            [.content("It is a."), .finish(.stop)],
        ])
        let events = try await LoopFixture(model, settings: TurnLoopSettings(format: .action))
            .events(.user(executes: true))
        #expect(events.results.map(\.text) == ["a"])
        #expect(events.failures.map(\.code) == ["unknown_tool"])
        #expect(!events.text.contains("action"))
        #expect(!events.text.contains("tool_call"))
        let prompt = try #require(model.requests.last).messages
        #expect(prompt.first?.role == .system)
        #expect(prompt.contains { $0.role == .assistant && $0.content.text.contains(#""action":"echo""#) })
        #expect(prompt.contains { $0.role == .user && $0.content.text.contains("Correct the call") })
    }

    @Test func `calls are announced while their arguments arrive when the request wants that`() async throws {
        let model = ScriptedModel(turns: [
            [
                nativeCall("echo", #"{"text":"#, id: "c1"),
                .toolCall(ToolCallDelta(index: 0, arguments: #""a"}"#)), .finish(.stop),
            ]
        ])
        var request = TurnRequest.user()
        request.emitsArgumentDeltas = true
        let events = try await LoopFixture(model).events(request)
        #expect(events.first == .callStarted(id: "c1", name: "echo"))
        let arguments = events.reduce(into: "") { text, event in
            if case .argumentsDelta("c1", let piece) = event { text += piece }
        }
        #expect(arguments == #"{"text":"a"}"#)
    }

    @Test func `a rejected call keeps the upstream's word when nothing is executed`() async throws {
        let model = ScriptedModel(turns: [[nativeCall("nothing", id: "c1"), .finish(.stop)]])
        let events = try await LoopFixture(model).events(.user())
        #expect(events.failures.map(\.code) == ["unknown_tool"])
        #expect(events.dones == [.stop])
    }

    @Test func `a call that was cut off by the upstream's limit is not asked for again`() async throws {
        let model = ScriptedModel(turns: [[nativeCall("echo", #"{"text":"a"#, id: "c1"), .finish(.length)]])
        let events = try await LoopFixture(model).events(.user(executes: true))
        #expect(events.dones == [.length])
        #expect(model.requests.count == 1)
    }

    @Test func `ids of calls differ between the turns of a request`() async throws {
        let model = ScriptedModel(turns: [
            [nativeCall("echo", #"{"text":"a"}"#, id: "same"), .finish(.stop)],
            [nativeCall("echo", #"{"text":"b"}"#, id: "same"), .finish(.stop)],
            [nativeCall("echo", #"{"text":"c"}"#), .finish(.stop)],
            [nativeCall("echo", #"{"text":"d"}"#), .finish(.stop)],
            [.content("."), .finish(.stop)],
        ])
        let events = try await LoopFixture(model).events(.user(executes: true))
        #expect(events.calls.map(\.id) == events.results.map(\.id))
        #expect(Set(events.calls.map(\.id)).count == 4)
        #expect(events.calls.first?.id == "same")
    }

    @Test func `a model that was made to call a tool may answer in the next turn`() async throws {
        let model = ScriptedModel(turns: [
            [nativeCall("echo", #"{"text":"a"}"#, id: "c1"), .finish(.stop)],
            [.content("."), .finish(.stop)],
        ])
        var request = TurnRequest.user(executes: true)
        request.toolChoice = .required
        _ = try await LoopFixture(model).events(request)
        #expect(model.requests.map(\.toolChoice) == [.required, .auto])
    }

    @Test func `a long result is cut for the model and whole for the client`() async throws {
        let model = ScriptedModel(turns: [
            [nativeCall("echo", #"{"text":"aaaaaaaaaé"}"#, id: "c1"), .finish(.stop)],
            [.content("."), .finish(.stop)],
        ])
        let settings = TurnLoopSettings(resultTextBytes: 10)
        let events = try await LoopFixture(model, settings: settings).events(.user(executes: true))
        #expect(events.results.map(\.text) == ["aaaaaaaaaé"])
        let answer = try #require(model.requests.last?.messages.last)
        #expect(answer.content.text == "aaaaaaaaa\n[cut here: 2 more bytes were left out]")
    }
}
