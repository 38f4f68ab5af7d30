// SPDX-License-Identifier: Apache-2.0

import HTTPAPI
import HTTPTypes
import HummingbirdTesting
import JSON
import NIOCore
import TestSupport
import Testing

/// Whether requests go straight to the routes or over a socket.
enum Transport: String, CaseIterable, CustomTestStringConvertible {
    case router
    case live

    var testDescription: String { rawValue }
    var setup: TestingSetup { self == .router ? .router : .live }
}

@Suite struct ErrorAnswerTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var method = HTTPRequest.Method.post
        var path = "/call"
        var contentType: String? = "application/json"
        var body = "{}"
        let status: Int
        let code: String
        /// A part of the sentence.
        var says = ""
        /// A member of the details, with its text.
        var details: (String, JSONValue)?
    }

    static let cases: [Case] = http + bodies + calls + chats

    private static let http: [Case] = [
        Case(
            testDescription: "unknown path", path: "/nothing", status: 404, code: "not_found",
            says: "/nothing"),
        Case(
            testDescription: "wrong method", method: .get, status: 405, code: "method_not_allowed",
            says: "use POST",
            details: ("allowed", ["POST"])),
        Case(
            testDescription: "wrong method on a path to read", method: .delete, path: "/tools", status: 405,
            code: "method_not_allowed", says: "use GET, HEAD"),
        Case(
            testDescription: "wrong content type", contentType: "text/plain", status: 415, code: "not_json",
            says: "text/plain"),
        Case(testDescription: "no content type", contentType: nil, status: 415, code: "not_json"),
        Case(
            testDescription: "body over the limit",
            body: #"{"action":"\#(String(repeating: "a", count: 2000))"}"#,
            status: 413, code: "too_large", says: "bodyBytes", details: ("bytes", 1000)),
        Case(
            testDescription: "flag that is none", method: .get, path: "/tools?all=maybe", status: 400,
            code: "invalid_request"),
    ]

    private static let bodies: [Case] = [
        Case(
            testDescription: "no JSON", body: "{\"action\":\n tru}", status: 400, code: "malformed_json",
            says: "line 2, column 2", details: ("line", 2)),
        Case(
            testDescription: "empty body", body: "", status: 400, code: "malformed_json",
            details: ("reason", "json_empty")),
        Case(testDescription: "two values", body: "{} {}", status: 400, code: "malformed_json"),
        Case(
            testDescription: "no object", body: "[1]", status: 400, code: "invalid_request",
            says: "The body must be an object, not an array.", details: ("pointer", "")),
    ]

    private static let calls: [Case] = [
        Case(
            testDescription: "no action", body: #"{"params":{}}"#, status: 400, code: "invalid_request",
            details: ("pointer", "/action")),
        Case(
            testDescription: "action of another kind", body: #"{"action":1}"#, status: 400,
            code: "invalid_request", says: "/action must be a string, not a number.",
            details: ("pointer", "/action")),
        Case(
            testDescription: "params of another kind", body: #"{"action":"echo","params":[]}"#, status: 400,
            code: "invalid_request", says: "/params must be an object, not an array.",
            details: ("pointer", "/params")),
        Case(
            testDescription: "unknown tool", body: #"{"action":"ecko"}"#, status: 404, code: "unknown_tool",
            says: "Did you mean \"echo\"?", details: ("nearest", ["echo"])),
        Case(
            testDescription: "invalid arguments", body: #"{"action":"echo","params":{}}"#, status: 422,
            code: "invalid_arguments"),
        Case(
            testDescription: "the tool's own refusal", body: #"{"action":"refuse"}"#, status: 422,
            code: "tool_failed", says: "There is no file a.txt; nearest: b.txt."),
        failing("tool_timeout", 504), failing("tool_unavailable", 503), failing("plugin_crashed", 500),
        failing("plugin_protocol", 500), failing("invalid_output", 500), failing("shutting_down", 503),
        Case(
            testDescription: "an error about loading", body: call(failingWith: "plugin_no_entry"),
            status: 500,
            code: "internal"),
        Case(
            testDescription: "an error that nobody expects", body: call(failingWith: "surprise"), status: 500,
            code: "internal"),
    ]

    private static func failing(_ code: String, _ status: Int) -> Case {
        Case(testDescription: code, body: call(failingWith: code), status: status, code: code)
    }

    private static func call(failingWith code: String) -> String {
        #"{"action":"failing","params":{"code":"\#(code)"}}"#
    }

    private static let chats: [Case] = [
        chat("no messages", "{}", "/messages"),
        chat("messages of another kind", #"{"messages":"hi"}"#, "/messages"),
        chat("no message", #"{"messages":[]}"#, "/messages"),
        chat("a message of another kind", #"{"messages":["hi"]}"#, "/messages/0"),
        chat("a message without a role", #"{"messages":[{"content":"hi"}]}"#, "/messages/0/role"),
        chat("an unknown role", #"{"messages":[{"role":"tutor","content":"hi"}]}"#, "/messages/0/role"),
        chat("a message without content", #"{"messages":[{"role":"user"}]}"#, "/messages/0/content"),
        chat(
            "stream of another kind", #"{"messages":[{"role":"user","content":""}],"stream":"yes"}"#,
            "/stream"),
        chat(
            "execute of another kind", #"{"messages":[{"role":"user","content":""}],"execute":1}"#, "/execute"
        ),
        chat("tools of another kind", #"{"messages":[{"role":"user","content":""}],"tools":{}}"#, "/tools"),
        chat(
            "overrides of another kind", #"{"messages":[{"role":"user","content":""}],"overrides":[]}"#,
            "/overrides"),
    ]

    private static func chat(_ name: String, _ body: String, _ pointer: String) -> Case {
        Case(
            testDescription: name, path: "/chat", body: body, status: 400, code: "invalid_request",
            details: ("pointer", .string(pointer)))
    }

    @Test(arguments: cases, Transport.allCases)
    func `what goes wrong has its status, its code and one shape`(_ example: Case, _ transport: Transport)
        async throws
    {
        let fixture = try ServerFixture(settings: .test { $0.bodyBytes = 1000 })
        let headers: HTTPFields = example.contentType.map { [.contentType: $0] } ?? [:]
        try await fixture.server.application().test(transport.setup) { client in
            try await client.execute(
                uri: example.path, method: example.method, headers: headers,
                body: ByteBuffer(string: example.body)
            ) { response in
                #expect(response.status.code == example.status)
                #expect(response.headers[.contentType] == "application/json; charset=utf-8")
                let body = try JSONValue(parsing: String(buffer: response.body))
                #expect(body["code"]?.string == example.code)
                let sentence = try #require(body["error"]?.string)
                #expect(sentence.contains(example.says))
                #expect(!sentence.contains("/secret"))
                if let (name, value) = example.details { #expect(body["details"]?[name] == value) }
                let name = try #require(HTTPField.Name("X-Request-Id"))
                #expect(body["requestId"]?.string == response.headers[name])
            }
        }
    }

    @Test func `a wrong method is told the right ones in a header`() async throws {
        try await ServerFixture().server.application().test(.router) { client in
            try await client.execute(uri: "/tools/", method: .post) { response in
                #expect(response.status == .methodNotAllowed)
                #expect(response.headers[.allow] == "GET, HEAD")
            }
        }
    }

    @Test func `violations say where and what`() async throws {
        try await ServerFixture().server.application().test(.router) { client in
            try await client.execute(
                uri: "/call", method: .post, headers: [.contentType: "application/json"],
                body: ByteBuffer(string: #"{"action":"echo","params":{}}"#)
            ) { response in
                let body = try JSONValue(parsing: String(buffer: response.body))
                let violation = try #require(body["details"]?["violations"]?.array?.first?.object)
                #expect(
                    Array(violation.names) == ["instanceLocation", "keywordLocation", "keyword", "message"])
                #expect(violation["keyword"] == "required")
            }
        }
    }
}
