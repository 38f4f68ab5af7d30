// SPDX-License-Identifier: Apache-2.0

import ChatModel
import HTTPAPI
import NIOCore
import PluginRuntime
import ServiceLifecycle
import TestSupport
import Testing
import ToolModel

@Suite(.timeLimit(.minutes(10))) struct StreamingTests {
    private static let chat = #"{"messages":[{"role":"user","content":"hi"}]}"#

    @Test func `events are written as they happen, and the connection serves on`() async throws {
        let gate = Gate()
        let model = ScriptedModel([
            .steps([.batch([.content("one")]), .wait(gate), .batch([.content("two"), .finish(.stop)])]),
            .steps([.batch([.content("three"), .finish(.stop)])]),
        ])
        try await ServerFixture(model).whileServing { port, _ in
            try await RawConnection.with(port: port) { connection in
                try await connection.post("/chat", Self.chat)
                #expect(try await connection.status() == 200)
                // Comments may stand between, on a machine that is busy for long.
                _ = try await connection.read(to: #"data: {"type":"chunk","data":"one"}"# + "\n\n")
                gate.open()
                _ = try await connection.read(to: #"data: {"type":"chunk","data":"two"}"# + "\n\n")
                #expect(try await connection.read(to: "\r\n0\r\n\r\n").contains(#"{"finishReason":"stop"}"#))
                try await connection.post("/chat", Self.chat)
                #expect(try await connection.status() == 200)
                #expect(try await connection.read(to: "\r\n0\r\n\r\n").contains(#""data":"three""#))
            }
        }
    }

    @Test func `a silent stream shows every fifteen seconds that it lives`() async throws {
        let clock = ManualClock()
        let gate = Gate()
        let model = ScriptedModel([
            .steps([.batch([.content("one")]), .wait(gate), .batch([.content("two"), .finish(.stop)])])
        ])
        try await ServerFixture(model, settings: .test { $0.clock = clock }).whileServing { port, _ in
            try await RawConnection.with(port: port) { connection in
                try await connection.post("/chat", Self.chat)
                _ = try await connection.read(to: "\"one\"}\n\n")
                for _ in 1...3 {
                    try await clock.sleepers(1)
                    clock.advance(by: .seconds(15))
                    #expect(try await connection.read(to: "\n\n").contains(": keep-alive"))
                }
                gate.open()
                #expect(try await connection.read(to: "\r\n0\r\n\r\n").contains(#""data":"two""#))
            }
        }
    }

    @Test(arguments: [true, false])
    func `a client that leaves cancels the upstream request`(_ streams: Bool) async throws {
        let model = ScriptedModel([.steps([.batch([.content("one")]), .wait(Gate())])])
        try await ServerFixture(model).whileServing { port, _ in
            try await RawConnection.with(port: port) { connection in
                try await connection.post(streams ? "/chat" : "/chat/overrides", Self.chat)
                try await model.wasAsked.wait()
                if streams { _ = try await connection.read(to: "\"one\"}\n\n") }
            }
            try await model.wasCancelled.wait()
        }
    }

    @Test(arguments: ["/call", "/chat", "/chat/overrides"])
    func `a client that leaves cancels the running tool`(_ path: String) async throws {
        let (started, cancelled) = (Gate(), Gate())
        let slow = ClosureTool(.plain("slow")) { _ in
            started.open()
            do {
                try await Gate().wait()
            } catch {
                cancelled.open()
                throw error
            }
            return ToolResult(text: "late")
        }
        let model = ScriptedModel(turns: [[nativeCall("slow", "{}", id: "c1"), .finish(.stop)]])
        let body =
            path == "/call"
            ? #"{"action":"slow"}"# : #"{"messages":[{"role":"user","content":"hi"}],"execute":true}"#
        try await ServerFixture(model, tools: [slow]).whileServing { port, _ in
            try await RawConnection.with(port: port) { connection in
                try await connection.post(path, body)
                try await started.wait()
            }
            try await cancelled.wait()
        }
    }

    @Test func `a server that ends tells its streams and its waiting clients`() async throws {
        let model = ScriptedModel([
            .steps([.batch([.content("one")]), .wait(Gate())]),
            .steps([.batch([.content("two")]), .wait(Gate())]),
        ])
        try await ServerFixture(model, settings: .test { $0.shutdownGrace = .seconds(60) }).whileServing {
            port, services in
            try await RawConnection.with(port: port) { stream in
                try await stream.post("/chat", Self.chat)
                _ = try await stream.read(to: "\"one\"}\n\n")
                try await RawConnection.with(port: port) { waiting in
                    try await waiting.post("/chat/overrides", Self.chat)
                    while model.requests.count < 2 { await Task.yield() }
                    await services.triggerGracefulShutdown()
                    let answer = try await waiting.readAll()
                    #expect(answer.contains(#""code":"shutting_down""#), "\(answer)")
                }
                let rest = try await stream.readAll()
                #expect(rest.contains(#""code":"shutting_down""#))
                #expect(rest.contains(#"data: {"type":"done","data":{"finishReason":"cancelled"}}"#))
            }
        }
    }

    @Test func `a client that does not read does not keep the server from ending`() async throws {
        // More than the system buffers for a connection, so that the last event can never be written.
        let flood = String(repeating: "a", count: 64 << 20)
        let model = ScriptedModel([.steps([.batch([.content(flood)]), .wait(Gate())])])
        let settings = HTTPServerSettings.test { $0.shutdownGrace = .milliseconds(1) }
        try await ServerFixture(model, settings: settings).whileServing { port, _ in
            // What is read of the answer comes after its first event was handed over.
            let hasBegun = Gate()
            let channel = try await RawConnection.open(port: port, hasBegun: hasBegun)
            try await channel.writeAndFlush(RawConnection.request("/chat", Self.chat))
            channel.read()
            try await hasBegun.wait()
        }
    }
}
