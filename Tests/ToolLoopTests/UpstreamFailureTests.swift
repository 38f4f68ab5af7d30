// SPDX-License-Identifier: Apache-2.0

import ChatModel
import JSON
import TestSupport
import Testing
import ToolLoop
import ToolModel

@Suite struct UpstreamFailureTests {
    private static let down = ModelError.unreachable(url: "http://here", detail: "refused")

    @Test(arguments: [false, true])
    func `an upstream that cannot be asked is an error and then done`(_ executes: Bool) async throws {
        let model = ScriptedModel([.error(Self.down)])
        let events = try await LoopFixture(model).events(.user(executes: executes))
        #expect(events.failures.map(\.code) == ["upstream_unreachable"])
        #expect(events.last == .done(.error))
        #expect(events.count == 2)
    }

    @Test func `an upstream that fails in a later turn leaves the usage so far`() async throws {
        let model = ScriptedModel([
            .steps([.batch([nativeCall("write"), .finish(.stop), .usage(.of(3, 1))])]), .error(Self.down),
        ])
        let events = try await LoopFixture(model).events(.user(executes: true))
        #expect(events.failures.map(\.code) == ["upstream_unreachable"])
        #expect(events.suffix(2) == [.usage(.of(3, 1)), .done(.error)])
    }

    @Test func `an upstream that breaks off runs no more calls`() async throws {
        let model = ScriptedModel(turns: [
            [
                .content("So "),
                .failure(UpstreamFailure(message: "It broke off.", code: "upstream_truncated")),
            ]
        ])
        let events = try await LoopFixture(model).events(.user(executes: true))
        #expect(events.text == "So ")
        #expect(events.failures.map(\.code) == ["upstream_truncated"])
        #expect(events.dones == [.error])
        #expect(model.requests.count == 1)
    }

    @Test func `what the server said is in the event's data`() async throws {
        let model = ScriptedModel([.error(.refused(url: "http://here", status: 503, body: "busy"))])
        let events = try await LoopFixture(model).events(.user())
        #expect(events.failures.first?.data == ["body": "busy"])
    }

    @Test func `one piece: the error is thrown in any turn`() async throws {
        let model = ScriptedModel([
            .steps([.batch([nativeCall("write"), .finish(.stop)])]), .error(Self.down),
        ])
        let loop = try LoopFixture(model).loop
        await #expect(throws: Self.down) { try await loop.complete(.user(executes: true)) }
    }
}

@Suite struct FormatFallbackTests {
    private static let refusal = ModelError.refused(
        url: "http://here", status: 400, body: #"{"error":"this model does not support Tools"}"#)

    @Test func `where tools are refused a prompt teaches them, and the next request knows`() async throws {
        let model = ScriptedModel([
            .error(Self.refusal), .steps([.batch([.content("."), .finish(.stop)])]),
            .steps([.batch([.content("."), .finish(.stop)])]),
        ])
        let fixture = try LoopFixture(model)
        #expect(try await fixture.events(.user()).dones == [.stop])
        #expect(try await fixture.events(.user()).dones == [.stop])
        #expect(model.requests.map { $0.tools.isEmpty } == [false, true, true])
        #expect(model.requests[1].messages.first?.role == .system)
        #expect(model.requests[1].messages.first?.content.text.contains("echo") == true)
    }

    @Test(arguments: [
        refusal,
        .refused(
            url: "", status: 500,
            body: #"{"error":{"code":500,"message":"tools param requires --jinja flag"}}"#),
    ])
    func `one piece falls back too`(_ refusal: ModelError) async throws {
        let model = ScriptedModel([.error(refusal), .steps([.batch([.content("."), .finish(.stop)])])])
        _ = try await LoopFixture(model).loop.complete(.user())
        #expect(model.requests.map { $0.tools.isEmpty } == [false, true])
    }

    @Test(arguments: [
        (ModelError.refused(url: "", status: 400, body: "context too long"), ToolCallFormat.auto),
        (.refused(url: "", status: 500, body: "tools"), .auto),
        (.refused(url: "", status: 404, body: "tools"), .auto),
        (refusal, .native),
    ])
    func `other failures, and a format that was chosen, stay as they are`(
        _ error: ModelError, _ format: ToolCallFormat
    ) async throws {
        let model = ScriptedModel([.error(error)])
        let events = try await LoopFixture(model, settings: TurnLoopSettings(format: format)).events(.user())
        #expect(events.failures.map(\.code) == ["upstream_error"])
        #expect(model.requests.count == 1)
    }

    @Test func `a refusal that goes on is not remembered`() async throws {
        let model = ScriptedModel([
            .error(Self.refusal), .error(Self.refusal), .steps([.batch([.content("."), .finish(.stop)])]),
        ])
        let fixture = try LoopFixture(model)
        #expect(try await fixture.events(.user()).dones == [.error])
        _ = try await fixture.events(.user())
        #expect(model.requests.map { $0.tools.isEmpty } == [false, true, false])
    }
}
