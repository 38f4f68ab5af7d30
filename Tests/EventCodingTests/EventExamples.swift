// SPDX-License-Identifier: Apache-2.0

import ChatModel
import JSON
import Testing
import ToolModel

/// An event with the exact text it has on the wire.
struct EventExample: Sendable, CustomTestStringConvertible {
    let name: String
    let event: ChatEvent
    let text: String

    var testDescription: String { name }

    static let all: [EventExample] = plain + calls + results + ends

    private static let plain: [EventExample] = [
        EventExample(name: "text", event: .text("text"), text: #"{"type":"chunk","data":"text"}"#),
        EventExample(
            name: "text that needs escapes", event: .text("a\n\"b\"\\\u{1}é\u{1F600}"),
            text: #"{"type":"chunk","data":"a\n\"b\"\\\u0001é😀"}"#),
        EventExample(name: "empty text", event: .text(""), text: #"{"type":"chunk","data":""}"#),
        EventExample(
            name: "reasoning", event: .reasoning("text"), text: #"{"type":"reasoning","data":"text"}"#),
        EventExample(
            name: "call started", event: .callStarted(id: "call_1", name: "writeFile"),
            text: #"{"type":"action_start","id":"call_1","data":{"action":"writeFile"}}"#),
        EventExample(
            name: "arguments", event: .argumentsDelta(id: "call_1", text: #"{"path":"#),
            text: #"{"type":"action_delta","id":"call_1","data":"{\"path\":"}"#),
    ]

    private static let calls: [EventExample] = [
        EventExample(
            name: "call",
            event: .call(
                ToolCall(id: "call_1", name: "writeFile", arguments: ["path": "a", "size": 3]), CallNotes()),
            text:
                #"{"type":"action","id":"call_1","data":{"action":"writeFile","params":{"path":"a","size":3}}}"#
        ),
        EventExample(
            name: "call with notes",
            event: .call(
                ToolCall(id: "functions.f:0", name: "f", arguments: [:]),
                CallNotes(recovered: .unclosedReasoning, repairs: ["trailing_comma", "coerced:/days"])),
            text: #"{"type":"action","id":"functions.f:0","data":{"action":"f","params":{}},"#
                + #""recovered":"unclosed_reasoning","repairs":["trailing_comma","coerced:/days"]}"#),
        EventExample(
            name: "progress",
            event: .progress(id: "call_1", ToolProgress(done: 1, total: 4, message: "copying")),
            text: #"{"type":"progress","id":"call_1","data":{"done":1,"total":4,"message":"copying"}}"#),
        EventExample(
            name: "progress without an end", event: .progress(id: "call_1", ToolProgress(done: 0.5)),
            text: #"{"type":"progress","id":"call_1","data":{"done":0.5}}"#),
        EventExample(
            name: "approval",
            event: .approval(
                ToolCall(id: "call_1", name: "deleteFile", arguments: ["path": "a"]), reason: "it deletes"),
            text: #"{"type":"approval","id":"call_1","#
                + #""data":{"action":"deleteFile","params":{"path":"a"},"reason":"it deletes"}}"#),
    ]

    private static let results: [EventExample] = [
        EventExample(
            name: "result",
            event: .result(
                id: "call_1", ToolResult(text: "text", structured: ["n": 1]), duration: .milliseconds(3)),
            text: #"{"type":"result","id":"call_1","data":"#
                + #"{"result":"text","structured":{"n":1},"isError":false,"durationMs":3}}"#),
        EventExample(
            name: "a tool's own failure",
            event: .result(id: "call_1", ToolResult(text: "no", isError: true), duration: .zero),
            text: #"{"type":"result","id":"call_1","data":{"result":"no","isError":true,"durationMs":0}}"#),
        EventExample(
            name: "result in several parts",
            event: .result(
                id: "c",
                ToolResult(content: [
                    .text("a"), .image([1, 2], mimeType: "image/png"), .audio([], mimeType: "audio/wav"),
                    .embeddedText("t", uri: "file:///t", mimeType: nil),
                    .embeddedBytes([255], uri: "file:///b", mimeType: "x/y"),
                    .link(uri: "https://example.org", name: "l", mimeType: "text/html"),
                ]), duration: .seconds(2)),
            text: #"{"type":"result","id":"c","data":{"result":"a\n[image: image/png, 2 bytes]\n"#
                + #"[audio: audio/wav, 0 bytes]\n[file:///t]\nt\n[file:///b: x/y, 1 bytes]\n[l: https://example.org]","#
                + #""content":[{"type":"text","text":"a"},{"type":"image","data":"AQI=","mimeType":"image/png"},"#
                + #"{"type":"audio","data":"","mimeType":"audio/wav"},"#
                + #"{"type":"resource","resource":{"uri":"file:///t","text":"t"}},"#
                + #"{"type":"resource","resource":{"uri":"file:///b","mimeType":"x/y","blob":"/w=="}},"#
                + #"{"type":"resource_link","uri":"https://example.org","name":"l","mimeType":"text/html"}],"#
                + #""isError":false,"durationMs":2000}}"#),
        EventExample(
            name: "result without a part", event: .result(id: "c", ToolResult(content: []), duration: .zero),
            text:
                #"{"type":"result","id":"c","data":{"result":"","content":[],"isError":false,"durationMs":0}}"#
        ),
    ]

    private static let ends: [EventExample] = [
        EventExample(
            name: "usage",
            event: .usage(TokenUsage(promptTokens: 948, completionTokens: 35, totalTokens: 983)),
            text: #"{"type":"usage","data":{"prompt_tokens":948,"completion_tokens":35,"total_tokens":983}}"#),
        EventExample(
            name: "a call's failure",
            event: .failure(
                ChatFailure(
                    code: "unknown_tool",
                    message: #"The call to "deploy" names no known tool; nearest: "math"."#, callID: "call_1",
                    data: ["action": "deploy", "preview": "…"])),
            text:
                #"{"type":"error","error":"The call to \"deploy\" names no known tool; nearest: \"math\".","#
                + #""code":"unknown_tool","id":"call_1","data":{"action":"deploy","preview":"…"}}"#),
        EventExample(
            name: "the upstream's failure",
            event: .failure(ChatFailure(code: "upstream_truncated", message: "It broke off.")),
            text: #"{"type":"error","error":"It broke off.","code":"upstream_truncated"}"#),
        EventExample(
            name: "done", event: .done(.stop), text: #"{"type":"done","data":{"finishReason":"stop"}}"#),
        EventExample(
            name: "done by calls", event: .done(.toolCalls),
            text: #"{"type":"done","data":{"finishReason":"tool_calls"}}"#),
        EventExample(
            name: "done for a reason of the upstream's own", event: .done(.other("eos")),
            text: #"{"type":"done","data":{"finishReason":"eos"}}"#),
    ]
}
