// SPDX-License-Identifier: Apache-2.0

import Foundation
import JSON
import Testing

/// The tools that reach the net, as the host sets them up; nothing outside this machine is asked for anything.
@Suite(.timeLimit(.minutes(10))) struct FetchTests {
    private static func fetch(from host: RunningHost) async throws -> JSONValue {
        let url = "http://127.0.0.1:\(host.port)/health"
        let done = try await host.post("/call", #"{"action":"fetch","params":{"url":"\#(url)"}}"#)
        return try JSONValue(parsing: done.output)
    }

    @Test func `the host's own address is refused`() async throws {
        try await RunningHost.with { host in
            let answer = try await Self.fetch(from: host)
            #expect(answer["code"] == "tool_failed")
            #expect(answer["error"]?.string?.contains("FETCH_ALLOW_PRIVATE") == true, "\(answer)")
        }
    }

    @Test func `what the operator allows is fetched`() async throws {
        try await RunningHost.with(environment: ["FETCH_ALLOW_PRIVATE": "127.0.0.1"]) { host in
            let answer = try await Self.fetch(from: host)
            #expect(answer["structured"]?["status"] == 200, "\(answer)")
            #expect(answer["result"]?.string?.contains("\"status\": \"healthy\"") == true, "\(answer)")
        }
    }

    @Test func `a model that is asked for a page fetches it`() async throws {
        try await RunningHost.with(environment: ["FETCH_ALLOW_PRIVATE": "localhost"]) { host in
            let ask = "Fetch http://localhost:\(host.port)/status"
            let body = #"{"messages":[{"role":"user","content":"\#(ask)"}],"execute":true,"stream":false}"#
            let answer = try JSONValue(parsing: try await host.post("/chat", body).output)
            let content = answer["choices"]?.array?.first?["message"]?["content"]?.string ?? ""
            #expect(content.hasPrefix("fetch answered: {"), "\(answer)")
            #expect(content.contains("uptime"), "\(answer)")
        }
    }

    @Test func `an engine without its setting says which one`() async throws {
        try await RunningHost.with { host in
            let done = try await host.post(
                "/call", #"{"action":"search","params":{"query":"x","engine":"brave"}}"#)
            #expect(done.output.contains("BRAVE_API_KEY"), "\(done.output)")
        }
    }
}
