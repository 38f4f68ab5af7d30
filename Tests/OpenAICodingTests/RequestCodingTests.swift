// SPDX-License-Identifier: Apache-2.0

import ChatModel
import JSON
import OpenAICoding
import Testing
import ToolModel

private let mathTool = ToolDefinition(
    name: "math", description: "Computes.", inputSchema: ["type": "object"])

struct RequestCodingTests {
    @Test func `a full request is read`() throws {
        let body = try JSONValue(
            parsing: #"""
                {"model":"m","messages":[
                  {"role":"system","content":"Be brief."},
                  {"role":"developer","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]},
                  {"role":"user","name":"Ann","content":[{"type":"image_url","image_url":{"url":"data:x"}}]},
                  {"role":"assistant","content":null,"reasoning_content":"hm","tool_calls":[
                    {"id":"c1","type":"function","function":{"name":"math","arguments":"{\"expr\": \"2+2\"}"}}]},
                  {"role":"tool","tool_call_id":"c1","content":"4"}],
                 "tools":[{"type":"function","function":{"name":"math","description":"d","parameters":{"type":"object"}}}],
                 "tool_choice":{"type":"function","function":{"name":"math"}},
                 "temperature":0.10,"seed":7,"stream":true,"stream_options":{"include_usage":true},"my_own":[1]}
                """#)
        let read = try OpenAIChatRequest(openAI: body)
        let request = read.request
        #expect(read.isStreaming && read.includesUsage)
        #expect(request.model == "m")
        #expect(request.messages.map(\.role) == [.system, .developer, .user, .assistant, .tool])
        #expect(request.messages[1].content.text == "ab")
        #expect(request.messages[2].name == "Ann")
        #expect(
            request.messages[2].content
                == .parts([.other(["type": "image_url", "image_url": ["url": "data:x"]])]))
        #expect(request.messages[3].reasoning == "hm")
        #expect(
            request.messages[3].toolCalls == [
                ChatToolCall(id: "c1", name: "math", arguments: #"{"expr": "2+2"}"#)
            ])
        #expect(request.messages[4].toolCallID == "c1")
        #expect(request.tools.map(\.name) == ["math"])
        #expect(request.toolChoice == .tool("math"))
        #expect(
            JSONValue.object(request.parameters).jsonText() == #"{"temperature":0.10,"seed":7,"my_own":[1]}"#)
        #expect(try OpenAIChatRequest(openAI: .object(read.openAI)) == read, "what is written reads back")
    }

    struct Fault: Sendable, CustomTestStringConvertible {
        var body: String
        var pointer: String

        init(_ body: String, _ pointer: String) {
            self.body = body
            self.pointer = pointer
        }

        var testDescription: String { body }
    }

    @Test(arguments: [
        Fault(#"[]"#, ""),
        Fault(#"{}"#, "/messages"),
        Fault(#"{"messages":{}}"#, "/messages"),
        Fault(#"{"messages":[]}"#, "/messages"),
        Fault(#"{"messages":["hi"]}"#, "/messages/0"),
        Fault(#"{"messages":[{"content":"x"}]}"#, "/messages/0/role"),
        Fault(#"{"messages":[{"role":"robot","content":"x"}]}"#, "/messages/0/role"),
        Fault(#"{"messages":[{"role":"user"}]}"#, "/messages/0/content"),
        Fault(#"{"messages":[{"role":"user","content":7}]}"#, "/messages/0/content"),
        Fault(#"{"messages":[{"role":"user","content":[{"text":"x"}]}]}"#, "/messages/0/content/0/type"),
        Fault(#"{"messages":[{"role":"user","content":[{"type":"text"}]}]}"#, "/messages/0/content/0/text"),
        Fault(
            #"{"messages":[{"role":"assistant","tool_calls":[{"id":"a"}]}]}"#,
            "/messages/0/tool_calls/0/function"),
        Fault(
            #"{"messages":[{"role":"assistant","tool_calls":[{"id":1,"function":{"name":"f"}}]}]}"#,
            "/messages/0/tool_calls/0/id"),
        Fault(
            #"{"messages":[{"role":"assistant","tool_calls":[{"id":"a","function":{"name":"f","arguments":3}}]}]}"#,
            "/messages/0/tool_calls/0/function/arguments"),
        Fault(#"{"messages":[{"role":"user","content":"x"}],"model":4}"#, "/model"),
        Fault(#"{"messages":[{"role":"user","content":"x"}],"stream":"yes"}"#, "/stream"),
        Fault(#"{"messages":[{"role":"user","content":"x"}],"tools":{}}"#, "/tools"),
        Fault(#"{"messages":[{"role":"user","content":"x"}],"tools":[{"type":"web"}]}"#, "/tools/0/type"),
        Fault(
            #"{"messages":[{"role":"user","content":"x"}],"tools":[{"type":"function","function":{"name":"a b"}}]}"#,
            "/tools/0/function/name"),
        Fault(
            #"{"messages":[{"role":"user","content":"x"}],"tools":[{"type":"function","function":{"name":"a","parameters":1}}]}"#,
            "/tools/0/function/parameters"),
        Fault(#"{"messages":[{"role":"user","content":"x"}],"tool_choice":"maybe"}"#, "/tool_choice"),
        Fault(#"{"messages":[{"role":"user","content":"x"}],"stream_options":1}"#, "/stream_options"),
    ])
    func `a fault is refused with its place`(_ fault: Fault) throws {
        let body = try JSONValue(parsing: fault.body)
        let error = #expect(throws: OpenAICodingError.self) { try OpenAIChatRequest(openAI: body) }
        #expect(error?.pointer.description == fault.pointer)
        #expect(error?.code == "invalid_request")
    }

    @Test func `messages are read on their own`() throws {
        let value: JSONValue = [["role": "user", "content": "hi"], ["role": "user"]]
        let error = #expect(throws: OpenAICodingError.self) {
            try [ChatMessage](openAI: value, at: JSONPointer(tokens: ["data", "messages"]))
        }
        #expect(error?.message == "/data/messages/1/content must be a string or an array of parts.")
    }

    @Test(arguments: [ToolChoice.none, .auto, .required, .tool("math")])
    func `a tool choice reads back`(_ choice: ToolChoice) throws {
        #expect(try ToolChoice(openAI: choice.openAI, at: JSONPointer()) == choice)
    }

    @Test func `parameters cannot take the place of other members`() {
        let request = ChatRequest(
            model: "m", messages: [ChatMessage(role: .user, text: "x")],
            parameters: ["model": "other", "stream": true, "top_k": 3])
        let body = OpenAIChatRequest(request, isStreaming: false).openAI
        #expect(body["model"] == "m")
        #expect(body["stream"] == false)
        #expect(body["top_k"] == 3)
        #expect(body["stream_options"] == nil)
    }

    @Test func `what the caller wrote goes out as it was written`() {
        let tools: JSONValue = [["type": "web_search"]]
        let request = ChatRequest(
            messages: [ChatMessage(role: .user, text: "hi")], toolChoice: .required,
            verbatim: ["messages": ["as written"], "tools": tools, "temperature": 1])
        let body = OpenAIChatRequest(request, isStreaming: false).openAI
        #expect(
            JSONValue.object(body)
                == [
                    "messages": ["as written"], "tools": tools, "tool_choice": "required", "stream": false,
                ])
    }

    @Test(arguments: [
        ChatRequest(model: "m", messages: [ChatMessage(role: .user, text: "hi")]),
        ChatRequest(
            messages: [ChatMessage(role: .user, text: "hi")], tools: [mathTool], toolChoice: .auto,
            parameters: ["seed": 7]),
        ChatRequest(
            model: "m", messages: [], tools: [mathTool],
            verbatim: ["messages": ["x"], "tools": ["as written"]]),
    ])
    func `a body around its tools is the body`(_ request: ChatRequest) {
        let body = OpenAIChatRequest(request, isStreaming: true, includesUsage: true)
        let (before, after) = body.jsonAroundTools
        let tools = body.definedTools
        let text = before + (tools.isEmpty ? [] : tools.openAI.jsonBytes()) + after
        #expect(String(decoding: text, as: UTF8.self) == JSONValue.object(body.openAI).jsonText())
    }

    @Test(arguments: [("3d_view", true), ("a-b", true), ("", false), ("a.b", false), ("ä", false)])
    func `a tool has a name by OpenAI's own rule`(_ name: String, _ isTaken: Bool) {
        let entry: JSONValue = ["type": "function", "function": ["name": .string(name)]]
        let definition = try? ToolDefinition(openAI: entry)
        #expect((definition != nil) == isTaken)
    }
}
