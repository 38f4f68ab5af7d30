// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import JSON
import JSONSchema
import NIOPosix
import TestSupport
import Testing
import ToolKit

@testable import NetTools

/// Calls of `search` whose engines are all one server on this machine.
struct Searching: Sendable {
    let server: LoopbackServer
    var key: String? = "secret-key"

    private var engines: SearchEngines {
        var engines = SearchEngines()
        engines.duckDuckGo = DuckDuckGo(
            results: "http://127.0.0.1:\(server.port)/html/",
            answers: "http://127.0.0.1:\(server.port)/answers")
        engines.brave.endpoint = "http://127.0.0.1:\(server.port)/res/v1/web/search"
        return engines
    }

    /// What the tool answers, which must follow its output schema.
    func call(_ arguments: JSONObject) async throws -> ToolOutput {
        var client = WebClient(limits: .patient)
        // Not for searxng: its instance is allowed because the operator has set it.
        if arguments["engine"]?.string != "searxng" { client.hosts = try PrivateHosts(setting: "127.0.0.1") }
        let tool = SearchTool.make(client, engines: engines)
        #expect(try Schema(compiling: tool.input).validate(.object(arguments)).isEmpty)
        var settings = [NetSetting.searXNG: "http://127.0.0.1:\(server.port)/searx"]
        if let key { settings[NetSetting.braveKey] = key }
        let context = ToolContext.testing(settings: settings)
        let output = try await NIOThreadPool.singleton.runIfActive {
            try tool.call(arguments, context: context)
        }
        let schema = try Schema(compiling: try #require(tool.output))
        #expect(try schema.validate(try #require(output.structured)).isEmpty)
        return output
    }

    func call(_ query: String, _ engine: String) async throws -> ToolOutput {
        try await call(["query": .string(query), "engine": .string(engine)])
    }

    /// The refusal of a call that must fail.
    func refusal(
        _ engine: String, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> any UserFacingError {
        let error = await #expect(throws: (any Error).self, sourceLocation: sourceLocation) {
            try await call("artificial intelligence", engine)
        }
        let refusal = try #require(
            error as? any UserFacingError, "\(String(describing: error))", sourceLocation: sourceLocation)
        #expect(refusal.message.utf8.count < 1_000, sourceLocation: sourceLocation)
        #expect(!refusal.description.contains("secret-key"), sourceLocation: sourceLocation)
        return refusal
    }

    /// Runs `body` with a server that answers by the first part of the path.
    static func with<Value>(
        _ replies: [String: LoopbackServer.Reply], _ body: (Searching) async throws -> Value
    ) async throws -> Value {
        try await LoopbackServer.with({ request in
            let known = replies.first { request.path.hasPrefix($0.key) }
            return known?.value ?? .answer("404 Not Found", body: [])
        }) { server in
            try await body(Searching(server: server))
        }
    }
}

extension LoopbackServer.Reply {
    /// A recorded page.
    static func fixture(_ name: String, status: String = "200 OK") throws -> Self {
        let type = name.hasSuffix(".html") ? "text/html; charset=UTF-8" : "application/json"
        return .answer(status, type: type, body: try Repository.fixture("Search/\(name)"))
    }
}
