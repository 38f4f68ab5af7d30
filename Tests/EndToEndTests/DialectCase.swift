// SPDX-License-Identifier: Apache-2.0

import JSON
import Testing

/// What a model writes in its own dialect, and what a client of OpenAI's API must get.
struct DialectCase: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// The model's text, which is cut into small pieces; or its native deltas.
    var text = ""
    var deltas: [JSONValue] = []
    var finish = "stop"

    var content: String?
    var reasoning: String?
    /// Name and arguments of each call.
    var calls: [[String]] = []
    /// The ids, where the model gives some.
    var ids: [String]?
    var clientFinish = "tool_calls"
    /// Its deltas are fragments, which no answer in one piece has.
    var isStreamOnly = false

    static let tools: JSONValue = [
        [
            "type": "function",
            "function": [
                "name": "get_weather", "description": "The weather of some days.",
                "parameters": [
                    "type": "object",
                    "properties": [
                        "city": ["type": "string"], "days": ["type": "integer"],
                        "units": ["type": "string", "enum": ["C", "F"]],
                    ], "required": ["city"],
                ],
            ],
        ],
        [
            "type": "function",
            "function": ["name": "now", "parameters": ["type": "object", "properties": [:]]],
        ],
    ]

    /// A line of a script for `toolhost model serve`.
    var scriptLine: String {
        var line: JSONObject = ["finish_reason": .string(finish)]
        if deltas.isEmpty {
            line["content"] = .array(Self.pieces(of: text).map(JSONValue.string))
        } else {
            line["tool_calls"] = .array(deltas)
        }
        return JSONValue.object(line).jsonText() + "\n"
    }

    /// Cut every three scalars, so that every marker is cut somewhere.
    private static func pieces(of text: String) -> [String] {
        let scalars = Array(text.unicodeScalars)
        return stride(from: 0, to: scalars.count, by: 3).map { start in
            String(String.UnicodeScalarView(scalars[start..<min(start + 3, scalars.count)]))
        }
    }

    private static let oslo = ["get_weather", #"{"city":"Oslo","days":3}"#]
    private static let bergen = ["get_weather", #"{"city":"Bergen"}"#]
    private static let arguments = #"{"city": "Oslo", "days": 3}"#
    /// What the model server gives natively stays as it is.
    private static let asWritten = ["get_weather", arguments]

    static let all: [DialectCase] = texts + json + tagged + native + rejected

    private static let texts = [
        DialectCase(
            testDescription: "no call", text: "Hello, wörld 👋", content: "Hello, wörld 👋",
            clientFinish: "stop"),
        DialectCase(
            testDescription: "thoughts", text: "<think>Let me\nsee.</think>\n\nYes.", content: "\n\nYes.",
            reasoning: "Let me\nsee.", clientFinish: "stop"),
        DialectCase(
            testDescription: "cut off by the limit", text: "Once upon", finish: "length",
            content: "Once upon",
            clientFinish: "length"),
    ]

    private static let json = [
        DialectCase(
            testDescription: "Hermes",
            text:
                "I look.\n<tool_call>\n{\"name\": \"get_weather\", \"arguments\": \(arguments)}\n</tool_call>",
            content: "I look.\n", calls: [oslo]),
        DialectCase(
            testDescription: "Hermes, two calls after thoughts",
            text:
                "<think>Two.</think>\n<tool_call>\n{\"name\": \"get_weather\", \"arguments\": \(arguments)}\n</tool_call>\n"
                + "<tool_call>\n{\"name\": \"get_weather\", \"arguments\": {\"city\": \"Bergen\"}}\n</tool_call>",
            reasoning: "Two.", calls: [oslo, bergen]),
        DialectCase(
            testDescription: "LM Studio's default",
            text: #"[TOOL_REQUEST]{"name":"get_weather","arguments":\#(arguments)}[END_TOOL_REQUEST]"#,
            calls: [oslo]),
        DialectCase(
            testDescription: "bare object", text: #"{"action": "get_weather", "params": \#(arguments)}"#,
            calls: [oslo]),
        DialectCase(
            testDescription: "Mistral, two calls",
            text:
                #"[TOOL_CALLS]get_weather[ARGS]\#(arguments)[TOOL_CALLS]get_weather[ARGS]{"city":"Bergen"}"#,
            calls: [oslo, bergen]),
        DialectCase(
            testDescription: "Mistral with ids",
            text: #"[TOOL_CALLS] [{"name": "get_weather", "arguments": \#(arguments), "id": "AbCdEf123"}]"#,
            calls: [oslo], ids: ["AbCdEf123"]),
        DialectCase(
            testDescription: "Llama 3",
            text: #"<|python_tag|>{"name": "get_weather", "parameters": \#(arguments)}"#,
            calls: [oslo]),
        DialectCase(
            testDescription: "DeepSeek V3.1",
            text:
                "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>get_weather<｜tool▁sep｜>\(arguments)<｜tool▁call▁end｜>"
                + "<｜tool▁call▁begin｜>now<｜tool▁sep｜>{}<｜tool▁call▁end｜><｜tool▁calls▁end｜>",
            calls: [oslo, ["now", "{}"]]),
        DialectCase(
            testDescription: "Kimi K2, whose ids matter",
            text:
                "<|tool_calls_section_begin|><|tool_call_begin|>functions.get_weather:0<|tool_call_argument_begin|>"
                + "\(arguments)<|tool_call_end|><|tool_calls_section_end|>",
            calls: [oslo], ids: ["functions.get_weather:0"]),
        DialectCase(
            testDescription: "Harmony",
            text: "<|channel|>analysis<|message|>Need it.<|end|><|start|>assistant<|channel|>commentary "
                + "to=functions.get_weather <|constrain|>json<|message|>\(arguments)<|call|>",
            reasoning: "Need it.", calls: [oslo]),
    ]

    private static let tagged = [
        DialectCase(
            testDescription: "Qwen3-Coder, whose values only the schema can type",
            text:
                "<tool_call>\n<function=get_weather>\n<parameter=city>\nOslo\n</parameter>\n<parameter=days>\n3\n"
                + "</parameter>\n</function>\n</tool_call>",
            calls: [oslo]),
        DialectCase(
            testDescription: "GLM",
            text:
                "<tool_call>get_weather\n<arg_key>city</arg_key>\n<arg_value>Oslo</arg_value>\n<arg_key>days</arg_key>\n"
                + "<arg_value>3</arg_value>\n</tool_call>",
            calls: [oslo]),
        DialectCase(
            testDescription: "MiniMax M2",
            text:
                "<minimax:tool_call>\n<invoke name=\"get_weather\">\n<parameter name=\"city\">Oslo</parameter>\n"
                + "<parameter name=\"days\">3</parameter>\n</invoke>\n</minimax:tool_call>",
            calls: [oslo]),
        DialectCase(
            testDescription: "Llama 4, in Python's words",
            text: "<|python_start|>[get_weather(city='Oslo', days=3), now()]<|python_end|>",
            calls: [oslo, ["now", "{}"]]),
    ]

    private static let native = [
        DialectCase(
            testDescription: "native, in fragments",
            deltas: [
                call(["index": 0, "id": "a1", "type": "function"], "get_weather", ""),
                call(["index": 0], nil, #"{"city": "Os"#), call(["index": 0], nil, #"lo", "days": 3}"#),
                call(["index": 1, "id": "a2", "type": "function"], "now", "{}"),
            ], finish: "tool_calls", calls: [asWritten, ["now", "{}"]], ids: ["a1", "a2"], isStreamOnly: true),
        DialectCase(
            testDescription: "native, every call with index 0, ended by \"stop\"",
            deltas: [
                call(["index": 0, "id": "a1"], "get_weather", arguments),
                call(["index": 0, "id": "a2"], "get_weather", #"{"city": "Bergen"}"#),
            ], calls: [asWritten, ["get_weather", #"{"city": "Bergen"}"#]], ids: ["a1", "a2"]),
        DialectCase(
            testDescription: "native, without ids",
            deltas: [call(["index": 0], "get_weather", arguments), call(["index": 1], "now", "")],
            finish: "tool_calls", calls: [asWritten, ["now", "{}"]]),
    ]

    private static func call(_ members: JSONObject, _ name: String?, _ arguments: String) -> JSONValue {
        var members = members
        var function: JSONObject = ["arguments": .string(arguments)]
        if let name { function["name"] = .string(name) }
        members["function"] = .object(function)
        return .object(members)
    }

    private static let rejected = [
        DialectCase(
            testDescription: "a call that is cut off",
            text: "<tool_call>\n{\"name\": \"get_weather\", \"arguments\": {\"city\": \"Os", finish: "length",
            content: #"{"name": "get_weather", "arguments": {"city": "Os"#, clientFinish: "length"),
        DialectCase(
            testDescription: "a native call that is cut off",
            deltas: [call(["index": 0, "id": "a1"], "get_weather", #"{"city": "Os"#)], finish: "tool_calls",
            content: #"{"name":"get_weather","arguments":{"city": "Os}"#, clientFinish: "stop"),
        DialectCase(
            testDescription: "a sound call beside a broken one",
            text: "<tool_call>\n{\"name\": \"get_weather\", \"arguments\": {\"city\": }}\n</tool_call>\n"
                + "<tool_call>\n{\"name\": \"get_weather\", \"arguments\": {\"city\": \"Bergen\"}}\n</tool_call>",
            content: "{\"name\": \"get_weather\", \"arguments\": {\"city\": }}\n", calls: [bergen]),
    ]
}
