// SPDX-License-Identifier: Apache-2.0

import ChatModel
import JSON
import PluginRuntime
import TestSupport
import Testing
import ToolLoop
import ToolModel

@Suite(.timeLimit(.minutes(10))) struct LoopLimitTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let settings: TurnLoopSettings
        let turns: [[ChatDelta]]
        let code: String
        let requests: Int
        let results: Int
    }

    private static func call(_ text: String, _ index: Int = 0) -> ChatDelta {
        nativeCall("echo", #"{"text":"\#(text)"}"#, index: index)
    }

    static let cases: [Case] = [
        Case(
            testDescription: "turns", settings: TurnLoopSettings(maximumTurns: 2),
            turns: [[call("a"), .finish(.stop)], [call("b"), .finish(.stop)]], code: "limit_turns",
            requests: 2,
            results: 1),
        Case(
            testDescription: "one turn", settings: TurnLoopSettings(maximumTurns: 1),
            turns: [[call("a"), .finish(.stop)]], code: "limit_turns", requests: 1, results: 0),
        Case(
            testDescription: "turns of nothing but rejected calls",
            settings: TurnLoopSettings(maximumTurns: 2),
            turns: [[nativeCall("x"), .finish(.stop)], [nativeCall("y"), .finish(.stop)]],
            code: "limit_turns",
            requests: 2, results: 0),
        Case(
            testDescription: "calls of a turn", settings: TurnLoopSettings(maximumCallsPerTurn: 1),
            turns: [[call("a"), call("b", 1), .finish(.stop)]], code: "limit_calls", requests: 1, results: 0),
        Case(
            testDescription: "calls of all turns", settings: TurnLoopSettings(maximumCalls: 2),
            turns: [[call("a"), call("b", 1), .finish(.stop)], [call("c"), .finish(.stop)]],
            code: "limit_calls",
            requests: 2, results: 2),
        Case(
            testDescription: "the same call with the same result",
            settings: TurnLoopSettings(maximumRepeats: 2),
            turns: Array(repeating: [call("a"), .finish(.stop)], count: 5), code: "limit_repeated",
            requests: 3,
            results: 3),
        Case(
            testDescription: "the same rejected call", settings: TurnLoopSettings(maximumRepeats: 2),
            turns: Array(repeating: [nativeCall("x"), .finish(.stop)], count: 5), code: "limit_repeated",
            requests: 3, results: 0),
    ]

    @Test(arguments: cases)
    func `a loop that meets a limit says which and ends`(_ example: Case) async throws {
        let model = ScriptedModel(turns: example.turns)
        let events = try await LoopFixture(model, settings: example.settings).events(.user(executes: true))
        #expect(events.failures.last?.code == example.code)
        #expect(events.dones == [.limit])
        #expect(model.requests.count == example.requests)
        #expect(events.results.count == example.results)
        guard case .done = events.last else {
            Issue.record("done is not last")
            return
        }
    }

    @Test func `a repeated call is told so before the loop ends`() async throws {
        let model = ScriptedModel(
            turns: [
                [Self.call("a"), .finish(.stop)], [Self.call("a"), .finish(.stop)],
                [.content("."), .finish(.stop)],
            ])
        let events = try await LoopFixture(model).events(.user(executes: true))
        #expect(events.dones == [.stop])
        let answers = try #require(model.requests.last).messages.filter { $0.role == .tool }
        #expect(
            answers.map { $0.content.text.contains("made before with the same result") } == [false, true])
    }

    @Test func `a turn that lasts too long is cancelled`() async throws {
        let clock = ManualClock()
        let model = ScriptedModel([.steps([.batch([.content("So ")]), .wait(Gate())])])
        let settings = TurnLoopSettings(maximumDuration: .seconds(60), clock: clock)
        let fixture = try LoopFixture(model, settings: settings)
        async let events = fixture.events(.user(executes: true))
        try await clock.sleepers(1)
        clock.advance(by: .seconds(60))
        #expect(
            try await events.map(\.self) == [
                .text("So "),
                .failure(
                    ChatFailure(
                        code: "limit_time", message: "The turns took longer than 60.0 seconds together.")),
                .done(.limit),
            ])
        #expect(model.wasCancelled.isOpen)
    }

    @Test func `a call that lasts too long is cancelled`() async throws {
        let clock = ManualClock()
        let started = Gate()
        let cancelled = Gate()
        let slow = ClosureTool(.named("slow")) { _ in
            started.open()
            do {
                try await Gate().wait()
            } catch {
                cancelled.open()
                throw error
            }
            return ToolResult(text: "late")
        }
        let model = ScriptedModel(turns: [[nativeCall("slow"), .finish(.stop), .usage(.of(1, 1))]])
        let settings = TurnLoopSettings(maximumDuration: .seconds(60), clock: clock)
        let fixture = try LoopFixture(model, tools: [slow], settings: settings)
        async let events = fixture.events(.user(executes: true))
        try await started.wait()
        try await clock.sleepers(1)
        clock.advance(by: .seconds(61))
        #expect(try await events.failures.map(\.code) == ["limit_time"])
        #expect(try await events.suffix(2) == [.usage(.of(1, 1)), .done(.limit)])
        #expect(cancelled.isOpen)
    }
}
