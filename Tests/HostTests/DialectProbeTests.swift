// SPDX-License-Identifier: Apache-2.0

import ChatModel
import JSON
import TestSupport
import Testing
import ToolModel

@testable import Host

@Suite struct DialectProbeTests {
    private static let arguments = #"{"expr":"1234 * 5678"}"#

    private static func way(of deltas: [ChatDelta]) async throws -> DialectProbe.Way {
        let model = ScriptedModel(turns: [deltas])
        let way = try await DialectProbe(model: model, name: "m").way(format: .native)
        let request = try #require(model.requests.first)
        #expect(request.model == "m")
        #expect(request.tools.map(\.name) == ["math"])
        #expect(request.parameters["temperature"] == 0)
        return way
    }

    @Test func `a call in the server's own field is native`() async throws {
        let call = ToolCallDelta(index: 0, id: "a", name: "math", arguments: Self.arguments)
        #expect(try await Self.way(of: [.toolCall(call), .finish(.toolCalls)]) == .native)
    }

    @Test(arguments: [
        (#"<tool_call>{"name":"math","arguments":{"expr":"1"}}</tool_call>"#, "hermes"),
        (#"{"action":"math","params":{"expr":"1"}}"#, "action"),
    ])
    func `a call in text has its dialect`(text: String, dialect: String) async throws {
        guard case .written(let found) = try await Self.way(of: [.content(text), .finish(.stop)]) else {
            Issue.record("no call was found")
            return
        }
        #expect(found?.rawValue.hasPrefix(dialect) == true, "\(String(describing: found))")
    }

    @Test(arguments: [
        ([ChatDelta.content("It is\n7006652.")], "It is 7006652."), ([], ""),
        ([.content(#"<tool_call>{"name":"maths","arguments":{}}</tool_call>"#)], nil),
        ([.toolCall(ToolCallDelta(index: 0, name: "math", arguments: "{}"))], ""),
        ([.content(String(repeating: "x", count: 300))], String(repeating: "x", count: 200) + "…"),
    ])
    func `no call of the tool is none`(deltas: [ChatDelta], text: String?) async throws {
        guard case .none(let shown) = try await Self.way(of: deltas + [.finish(.stop)]) else {
            Issue.record("a call was found")
            return
        }
        if let text { #expect(shown == text) }
    }

    @Test func `a taught format puts no tools beside the messages`() async throws {
        let model = ScriptedModel(turns: [
            [.content(#"{"action":"math","params":{"expr":"1"}}"#), .finish(.stop)]
        ])
        let way = try await DialectProbe(model: model, name: nil).way(format: .action)
        #expect(way == .written(.action))
        #expect(model.requests.first?.tools.isEmpty == true)
        #expect(model.requests.first?.messages.map(\.role) == [.system, .user])
    }

    @Test func `an answer that never ends is left`() async throws {
        let piece = ChatDelta.content(String(repeating: "x", count: 40 << 10))
        let never = Gate()
        let model = ScriptedModel([.steps([.batch([piece]), .batch([piece]), .wait(never)])])
        let way = try await DialectProbe(model: model, name: nil).way(format: .native)
        #expect(way == .none(String(repeating: "x", count: 200) + "…"))
    }

    @Test func `an upstream's failure is thrown`() async throws {
        let failure = ChatDelta.failure(UpstreamFailure(message: "out of memory", code: "upstream_error"))
        await #expect(throws: ModelError.self) { try await Self.way(of: [.content("{"), failure]) }
    }
}
