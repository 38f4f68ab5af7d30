// SPDX-License-Identifier: Apache-2.0

import ChatModel
import JSON
import TestSupport
import Testing
import ToolLoop
import ToolModel

@Suite struct CallersToolsTests {
    @Test func `the caller's tools are shown after the host's`() async throws {
        let model = ScriptedModel(turns: [[.content("."), .finish(.stop)]])
        _ = try await LoopFixture(model).events(.user(tools: [.named("mine")]))
        #expect(model.requests.first?.tools.map(\.name) == ["echo", "write", "refuse", "crash", "mine"])
    }

    @Test func `a call to a caller's tool comes back and ends the loop`() async throws {
        let model = ScriptedModel(turns: [[nativeCall("mine", #"{"any":[1]}"#, id: "c1"), .finish(.stop)]])
        let events = try await LoopFixture(model).events(.user(executes: true, tools: [.named("mine")]))
        #expect(events.calls == [ToolCall(id: "c1", name: "mine", arguments: ["any": [1]])])
        #expect(events.results.isEmpty)
        #expect(events.dones == [.toolCalls])
    }

    @Test func `the host's calls of the same turn are run first`() async throws {
        let model = ScriptedModel(turns: [
            [nativeCall("mine", id: "c1"), nativeCall("write", id: "c2", index: 1), .finish(.stop)]
        ])
        let events = try await LoopFixture(model).events(.user(executes: true, tools: [.named("mine")]))
        #expect(events.results.map(\.id) == ["c2"])
        #expect(events.dones == [.toolCalls])
    }

    @Test func `a caller's tool hides the host's tool of that name`() async throws {
        let model = ScriptedModel(turns: [[nativeCall("write", id: "c1"), .finish(.stop)]])
        let events = try await LoopFixture(model).events(.user(executes: true, tools: [.named("write")]))
        #expect(model.requests.first?.tools.map(\.name) == ["echo", "refuse", "crash", "write"])
        #expect(events.results.isEmpty)
        #expect(events.dones == [.toolCalls])
    }
}
