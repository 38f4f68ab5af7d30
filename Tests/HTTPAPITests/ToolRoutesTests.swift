// SPDX-License-Identifier: Apache-2.0

import HTTPAPI
import HTTPTypes
import HummingbirdTesting
import JSON
import NIOCore
import TestSupport
import Testing

@Suite struct ToolRoutesTests {
    @Test(arguments: Transport.allCases)
    func `tools are listed in order with all that is known`(_ transport: Transport) async throws {
        try await ServerFixture().server.application().test(transport.setup) { client in
            try await client.execute(uri: "/tools", method: .get) { response in
                #expect(response.status == .ok)
                let tools = try #require(try JSONValue(parsing: String(buffer: response.body)).array)
                #expect(tools.map { $0["name"]?.string } == ["echo", "rich", "refuse", "failing"])
                #expect(
                    tools.first?.jsonText()
                        == #"{"name":"echo","description":"Gives back its text.","schema":{"type":"object","#
                        + #""properties":{"text":{"type":"string"}},"required":["text"]},"plugin":"builtin","#
                        + #""title":"Echo","outputSchema":{"type":"object"},"#
                        + #""annotations":{"readOnlyHint":true,"openWorldHint":false}}"#)
                #expect(
                    tools.last?.jsonText()
                        == #"{"name":"failing","description":"The tool failing.","schema":{"type":"object"},"#
                        + #""plugin":"builtin"}"#)
            }
        }
    }

    @Test func `all tells where tools run`() async throws {
        try await ServerFixture().server.application().test(.router) { client in
            try await client.execute(uri: "/tools?all=true", method: .get) { response in
                let tools = try #require(try JSONValue(parsing: String(buffer: response.body)).array)
                #expect(tools.allSatisfy { $0["isolation"] == "in-process" })
            }
            try await client.execute(uri: "/tools?all=false", method: .get) { response in
                let tools = try #require(try JSONValue(parsing: String(buffer: response.body)).array)
                #expect(tools.allSatisfy { $0["isolation"] == nil })
            }
        }
    }

    @Test(
        arguments: [
            (
                #"{"action":"echo","params":{"text":"a"}}"#,
                #"{"result":"a","structured":{"text":"a"},"durationMs":0}"#
            ),
            (
                #"{"action":"rich"}"#,
                #"{"result":"see\n[there: https://example.org]","content":[{"type":"text","text":"see"},"#
                    + #"{"type":"resource_link","uri":"https://example.org","name":"there"}],"durationMs":0}"#
            ),
        ], Transport.allCases)
    func `a call gives the tool's result`(_ example: (body: String, answer: String), _ transport: Transport)
        async throws
    {
        try await ServerFixture().server.application().test(transport.setup) { client in
            try await client.execute(
                uri: "/call", method: .post, headers: [.contentType: "application/json; charset=utf-8"],
                body: ByteBuffer(string: example.body)
            ) { response in
                #expect(response.status == .ok)
                var body = try #require(try JSONValue(parsing: String(buffer: response.body)).object)
                #expect(body["durationMs"]?.int != nil)
                body["durationMs"] = 0
                #expect(JSONValue.object(body).jsonText() == example.answer)
            }
        }
    }

    @Test func `a head request has the head alone`() async throws {
        try await ServerFixture().server.application().test(.live) { client in
            try await client.execute(uri: "/tools", method: .head) { response in
                #expect(response.status == .ok)
                #expect(response.body.readableBytes == 0)
            }
        }
    }
}
