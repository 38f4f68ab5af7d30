// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import JSON
import JSONSchema
import NIOPosix
import Testing
import ToolKit

@testable import NetTools

/// Calls of `fetch` as a host makes them: on a thread of their own.
struct Fetching: Sendable {
    var client = WebClient(limits: .patient)
    /// The operator's setting; loopback servers are private.
    var allowed: String? = "127.0.0.1"
    var isCancelled: @Sendable () -> Bool = { false }

    /// What the tool answers, which must follow its output schema.
    @discardableResult
    func call(_ arguments: JSONObject) async throws -> ToolOutput {
        try await call(arguments, with: FetchTool.make(client))
    }

    /// The same with a tool that remembers the calls before.
    func call(_ arguments: JSONObject, with tool: Tool) async throws -> ToolOutput {
        #expect(try Schema(compiling: tool.input).validate(.object(arguments)).isEmpty)
        let context = ToolContext.testing(
            settings: allowed.map { [NetSetting.allowPrivate: $0] } ?? [:], isCancelled: isCancelled)
        let output = try await NIOThreadPool.singleton.runIfActive {
            try tool.call(arguments, context: context)
        }
        let schema = try Schema(compiling: try #require(tool.output))
        #expect(try schema.validate(try #require(output.structured)).isEmpty)
        return output
    }

    @discardableResult
    func call(_ url: String) async throws -> ToolOutput {
        try await call(["url": .string(url)])
    }

    /// The structured answer's text.
    func content(_ arguments: JSONObject) async throws -> String {
        try #require(try await call(arguments).structured?["content"]?.string)
    }

    /// The refusal of a call that must fail.
    func refusal(
        _ arguments: JSONObject, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> any UserFacingError {
        let error = await #expect(throws: (any Error).self, sourceLocation: sourceLocation) {
            try await call(arguments)
        }
        let refusal = try #require(
            error as? any UserFacingError, "\(String(describing: error))", sourceLocation: sourceLocation)
        #expect(refusal.message.utf8.count < 2_000, sourceLocation: sourceLocation)
        return refusal
    }

    func refusal(
        _ url: String, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> any UserFacingError {
        try await refusal(["url": .string(url)], sourceLocation: sourceLocation)
    }

    /// A server's answer as text, through the tool.
    static func output(
        of reply: LoopbackServer.Reply, _ arguments: JSONObject = [:], limits: NetLimits = .patient
    ) async throws -> ToolOutput {
        try await LoopbackServer.with({ _ in reply }) { server in
            var all: JSONObject = ["url": .string("http://127.0.0.1:\(server.port)/page")]
            for (name, value) in arguments { all[name] = value }
            return try await Fetching(client: WebClient(limits: limits)).call(all)
        }
    }

    static func refusal(
        of reply: LoopbackServer.Reply, _ arguments: JSONObject = [:], limits: NetLimits = .patient,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> any UserFacingError {
        try await LoopbackServer.with({ _ in reply }) { server in
            var all: JSONObject = ["url": .string("http://127.0.0.1:\(server.port)/page")]
            for (name, value) in arguments { all[name] = value }
            return try await Fetching(client: WebClient(limits: limits)).refusal(
                all, sourceLocation: sourceLocation)
        }
    }
}

extension NetLimits {
    /// Waits that no test meets unless it says so.
    static var patient: NetLimits {
        var limits = NetLimits()
        limits.connect = .seconds(60)
        limits.total = .seconds(120)
        return limits
    }
}
