// SPDX-License-Identifier: Apache-2.0

import HTTPAPI
import HTTPTypes
import HummingbirdTesting
import JSON
import NIOCore
import PluginRuntime
import TestSupport
import Testing

@Suite struct HealthRoutesTests {
    private func get(_ path: String, _ fixture: ServerFixture) async throws -> (status: Int, body: JSONValue)
    {
        try await fixture.server.application().test(.router) { client in
            try await client.execute(uri: path, method: .get) { response in
                (response.status.code, try JSONValue(parsing: String(buffer: response.body)))
            }
        }
    }

    @Test(arguments: [(true, true), (false, true), (true, false)])
    func `health needs a model and tools`(_ hasModel: Bool, _ hasTools: Bool) async throws {
        let model = ScriptedModel([])
        model.offersModels = hasModel
        let answer = try await get(
            "/health", try ServerFixture(model, tools: hasTools ? ClosureTool.examples : []))
        let isHealthy = hasModel && hasTools
        #expect(answer.status == (isHealthy ? 200 : 503))
        var body = try #require(answer.body.object)
        let timestamp = try #require(body["timestamp"]?.string)
        #expect(timestamp.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/) != nil)
        body["timestamp"] = nil
        #expect(
            body == [
                "status": isHealthy ? "healthy" : "unhealthy", "version": "1.2.3",
                "checks": [
                    "lmStudio": .bool(hasModel), "tools": .bool(hasTools),
                    "circuitBreaker": ["state": "closed"],
                ],
                "upstream": ["kind": "scripted", "url": "http://scripted.test", "model": "scripted-1"],
            ])
    }

    @Test func `status tells how long the host has been running`() async throws {
        let answer = try await get("/status", try ServerFixture())
        #expect(answer.status == 200)
        #expect(try #require(answer.body["uptime"]?.int) >= 0)
        #expect(answer.body["circuitBreaker"] == ["state": "closed"])
    }

    @Test(arguments: [true, false])
    func `the test of the upstream says whether it answers`(_ answers: Bool) async throws {
        let model = ScriptedModel([])
        model.offersModels = answers
        let answer = try await get("/test-lmstudio", try ServerFixture(model))
        #expect(answer.status == (answers ? 200 : 503))
        #expect(answer.body["status"]?.string == (answers ? "connected" : "disconnected"))
        #expect(answer.body["modelsCount"]?.int == (answers ? 1 : 0))
        #expect(answer.body["lmStudioUrl"] == "http://scripted.test")
    }
}
