// SPDX-License-Identifier: Apache-2.0

import ChatModel
import HTTPAPI
import JSON
import TestSupport
import Testing

/// Requests to `/v1/chat/completions` that are not what it takes.
@Suite struct CompletionErrorTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let body: String
        var contentType: String? = "application/json"
        var status = 400
        var code = "invalid_request"
        var param: String?
        var says = ""

        init(_ name: String, _ body: String, param: String? = nil, says: String = "") {
            testDescription = name
            self.body = body
            self.param = param
            self.says = says
        }

        /// A body that is right but for one member.
        init(_ name: String, with member: String, param: String, says: String = "") {
            self.init(
                name, #"{"messages":[{"role":"user","content":"hi"}],\#(member)}"#, param: param, says: says)
        }
    }

    private static func broken(
        _ name: String, _ body: String, _ status: Int, _ code: String,
        contentType: String? = "application/json"
    ) -> Case {
        var example = Case(name, body)
        example.status = status
        example.code = code
        example.contentType = contentType
        return example
    }

    private static let unreadable: [Case] = [
        broken("empty body", "", 400, "malformed_json"),
        broken("white space", "  \n", 400, "malformed_json"),
        broken("not JSON", "model=m&stream=true", 400, "malformed_json"),
        broken("cut JSON", #"{"messages":[{"role":"#, 400, "malformed_json"),
        broken("two values", #"{"messages":[]} {}"#, 400, "malformed_json"),
        broken("a NUL byte", "{\"messages\":\u{0}[]}", 400, "malformed_json"),
        broken("a NUL byte in a string", "{\"model\":\"a\u{0}b\"}", 400, "malformed_json"),
        broken("half a surrogate pair", #"{"model":"\ud800"}"#, 400, "malformed_json"),
        broken("very deep", String(repeating: "[", count: 20_000), 400, "malformed_json"),
        broken(
            "over the limit", #"{"model":"\#(String(repeating: "a", count: 70_000))"}"#, 413, "too_large"),
        broken("no content type", "{}", 415, "not_json", contentType: nil),
        broken("text", "{}", 415, "not_json", contentType: "text/plain"),
        broken("a form", "{}", 415, "not_json", contentType: "multipart/form-data; boundary=x"),
        broken("a type that is none", "{}", 415, "not_json", contentType: ";"),
    ]

    private static let messages: [Case] = [
        Case("an array", "[]", says: "The body must be an object, not an array."),
        Case("a string", #""hi""#, says: "not a string"), Case("null", "null", says: "not null"),
        Case("no messages", #"{"model":"m"}"#, param: "messages", says: "/messages is missing."),
        Case("messages null", #"{"messages":null}"#, param: "messages"),
        Case("messages empty", #"{"messages":[]}"#, param: "messages", says: "at least one message"),
        Case("messages an object", #"{"messages":{}}"#, param: "messages", says: "not an object"),
        Case("a message null", #"{"messages":[null]}"#, param: "messages[0]"),
        Case("no role", #"{"messages":[{"content":"hi"}]}"#, param: "messages[0].role"),
        Case("unknown role", #"{"messages":[{"role":"tutor","content":"hi"}]}"#, param: "messages[0].role"),
        Case(
            "content a number", #"{"messages":[{"role":"user","content":1}]}"#, param: "messages[0].content"),
        Case(
            "a part without a type", #"{"messages":[{"role":"user","content":[{}]}]}"#,
            param: "messages[0].content[0].type"),
        Case(
            "a call without a name",
            #"{"messages":[{"role":"assistant","tool_calls":[{"id":"a","function":{}}]}]}"#,
            param: "messages[0].tool_calls[0].function.name"),
    ]

    private static let members: [Case] = [
        Case("model a number", with: #""model":1"#, param: "model", says: "must be a string, not a number"),
        Case("stream a word", with: #""stream":"yes""#, param: "stream", says: "must be true or false"),
        Case("stream_options an array", with: #""stream_options":[]"#, param: "stream_options"),
        Case(
            "include_usage a number", with: #""stream_options":{"include_usage":1}"#,
            param: "stream_options.include_usage"),
        Case("n zero", with: #""n":0"#, param: "n", says: "from 1 to 16"),
        Case("n too many", with: #""n":1000000000000000000000"#, param: "n"),
        Case("n a fraction", with: #""n":1.5"#, param: "n"),
        Case("n a word", with: #""n":"two""#, param: "n"),
        Case("toolhost a word", with: #""toolhost":"execute""#, param: "toolhost"),
        Case("execute a word", with: #""toolhost":{"execute":"yes"}"#, param: "toolhost.execute"),
        Case("execute", with: #""toolhost":{"execute":true}"#, param: "toolhost.execute", says: "use /chat"),
        Case("tools an object", with: #""tools":{}"#, param: "tools", says: "not an object"),
        Case("a tool null", with: #""tools":[null]"#, param: "tools[0]"),
        Case("a tool without a type", with: #""tools":[{}]"#, param: "tools[0].type"),
        Case(
            "a tool without a function", with: #""tools":[{"type":"function"}]"#, param: "tools[0].function"),
        Case(
            "a function without a name", with: #""tools":[{"type":"function","function":{}}]"#,
            param: "tools[0].function.name"),
        Case(
            "a name with a space", with: #""tools":[{"type":"function","function":{"name":"a b"}}]"#,
            param: "tools[0].function.name"),
        Case(
            "parameters a string",
            with: #""tools":[{"type":"function","function":{"name":"a","parameters":"{}"}}]"#,
            param: "tools[0].function.parameters"),
        Case(
            "parameters of a strict tool that are no schema",
            with:
                #""tools":[{"type":"function","function":{"name":"a","strict":true,"parameters":{"type":"float"}}}]"#,
            param: "tools[0].function.parameters", says: "no schema"),
        Case("tool_choice unknown", with: #""tool_choice":"always""#, param: "tool_choice"),
        Case("tool_choice a number", with: #""tool_choice":1"#, param: "tool_choice"),
        Case(
            "tool_choice of a function that is not there",
            with: #""tool_choice":{"type":"function","function":{"name":"a"}}"#, param: "tool_choice",
            says: "not among the tools"),
    ]

    @Test(arguments: unreadable + messages + members, Transport.allCases)
    func `a request that is wrong is told so in OpenAI's shape`(_ example: Case, _ transport: Transport)
        async throws
    {
        let model = ScriptedModel([])
        let answer = try await CompletionFixture.post(
            example.body, model, transport, contentType: example.contentType,
            settings: .test { $0.bodyBytes = 1 << 16 })
        #expect(answer.status == example.status)
        let error = try #require(try answer.json["error"]?.object, "\(answer.text)")
        #expect(Array(error.names) == ["message", "type", "param", "code"])
        #expect(error["type"] == "invalid_request_error")
        #expect(error["code"]?.string == example.code)
        #expect(error["param"] == example.param.map(JSONValue.string) ?? .null, "\(answer.text)")
        #expect(error["message"]?.string?.contains(example.says) == true, "\(answer.text)")
        #expect(model.requests.isEmpty)
    }

    @Test(arguments: [
        ("/v1/nothing", 404, "not_found"), ("/v1/chat/completions", 405, "method_not_allowed"),
        ("/v1/models/a/b", 404, "model_not_found"),
    ])
    func `paths under v1 fail in OpenAI's shape too`(_ path: String, _ status: Int, _ code: String)
        async throws
    {
        let answer = try await CompletionFixture.get(path, ScriptedModel([]))
        #expect(answer.status == status)
        #expect(try answer.json["error"]?["code"]?.string == code)
    }

    @Test func `a key is asked for in OpenAI's shape`() async throws {
        let answer = try await CompletionFixture.post(
            CompletionFixture.body(), ScriptedModel([]), settings: .test { $0.apiKey = "secret" })
        #expect(answer.status == 401)
        #expect(try answer.json["error"]?["type"] == "authentication_error")
    }

    @Test func `a schema that cannot be used is no fault of a tool that is not strict`() async throws {
        let model = ScriptedModel(turns: [[nativeCall("a", #"{"x":1}"#, id: "c1"), .finish(.toolCalls)]])
        let tool = #"{"type":"function","function":{"name":"a","parameters":{"type":"float"}}}"#
        let answer = try await CompletionFixture.post(
            #"{"messages":[{"role":"user","content":"hi"}],"tools":[\#(tool)],"stream":true}"#, model)
        #expect(try answer.collected().calls == [ChatToolCall(id: "c1", name: "a", arguments: #"{"x":1}"#)])
    }
}
