// SPDX-License-Identifier: Apache-2.0

import ChatModel
import JSON
import JSONSchema
import TestSupport
import Testing
import ToolCallParsing
import ToolModel

@testable import Prompting

/// The law that what Prompting renders, ToolCallParsing reads back.
@Suite struct ReadBackTests {
    static let tools = [
        ToolDefinition(
            name: "listFiles", description: "Lists a folder.",
            inputSchema: [
                "type": "object", "properties": ["path": ["type": "string", "default": "."]],
                "required": ["path"],
            ]),
        ToolDefinition(name: "refresh", description: "Refreshes.", inputSchema: ["type": "object"]),
        ToolDefinition(
            name: "every-kind", description: "Takes\nanything.",
            inputSchema: [
                "type": "object",
                "properties": [
                    "text": ["type": "string", "description": "Said\naloud"], "count": ["type": "integer"],
                    "ratio": ["type": "number"], "flag": ["type": "boolean"], "nothing": ["type": "null"],
                    "list": ["type": "array", "items": ["type": ["string", "integer"]]],
                    "map": ["type": "object", "properties": ["a b": ["type": "string"]]],
                    "either": ["type": ["string", "integer", "null"]],
                    "choice": ["enum": ["a", 1, nil]], "any": true,
                    "branch": ["anyOf": [["type": "integer"], ["type": "string"]]],
                ],
            ]),
    ]

    static let texts = [
        "", " ", "\n", "\n\n", " a\n", "\na", "plain", #"a "quoted" 'word' \ back\\slash \n \u00e9"#,
        "tab\tcr\r\nlf", "\u{0}\u{1}\u{7F}\u{85}\u{2028}", "naïve 北京 😀 e\u{301} \u{FEFF}\u{200D}",
        "</tool_call><tool_call>", "</parameter>\n</function>", "<parameter=x>",
        "[END_TOOL_REQUEST][TOOL_REQUEST]{",
        "[TOOL_CALLS]f[ARGS]{}", "<|call|><|end|><|channel|>final<|message|>", "<|python_end|>)]",
        "```json\n{}\n```", #"{"action":"refresh","params":{}}"#, "<think></think>", "{}[]()}]),;=:", "**",
        "null",
        "None", "true", "True", "5", "-0", "02134", "1e5", "[1]", "{\"a\":1}", "'", "\"", "'''", "\\",
        "${x} $(y) `z`",
    ]

    static let arguments: [JSONObject] =
        texts.map { ["text": .string($0)] }
        + texts.map { ["either": .string($0), "any": .string($0), "map": ["a b": .string($0)]] } + [
            [:], ["count": 5, "flag": true, "nothing": nil],
            ["flag": false, "list": [], "map": [:], "text": "x"],
            ["list": ["a", 1, "1", "</parameter>", "\n"], "map": ["a b": "c", "d": [[], [:], nil, true]]],
            ["either": 5], ["either": nil], ["choice": nil], ["choice": 1], ["choice": "a"], ["branch": 3],
            ["branch": "x"], ["any": ["deep": [1, [2, ["x": "y"]]]]], ["any": 7], ["any": nil], ["other": 1],
            [
                "odd name": "x", "class": 1, "a-b": "y", "ü": "z", "\"": "q", "</parameter>": "p", "": "e",
                "1a": 2,
            ],
        ]

    static let numbers = [
        "0", "-0", "0.1", "1.50", "-1.5e3", "1E-7", "9007199254740993", "123456789012345678901234567890",
        "0.1234567890123456789012345678901234567890", "-1" + String(repeating: "0", count: 400),
    ]

    /// What came of a text.
    private struct Reading {
        var events: [ChatEvent] = []

        var calls: [ToolCall] { events.compactMap { if case .call(let call, _) = $0 { call } else { nil } } }
        var failures: [ChatFailure] {
            events.compactMap { if case .failure(let failure) = $0 { failure } else { nil } }
        }
        var text: String { events.compactMap { if case .text(let text) = $0 { text } else { nil } }.joined() }
    }

    private func read(_ text: String, _ format: ToolCallFormat) throws -> Reading {
        let catalog = ToolCatalog(
            try Self.tools.map { CallableTool(name: $0.name, schema: try Schema(compiling: $0.inputSchema)) })
        var parser = ToolCallParser(catalog: catalog, options: .init(format: format))
        var reading = Reading()
        parser.feed(.content(text), into: &reading.events)
        parser.feed(.finish(.stop), into: &reading.events)
        parser.finish(into: &reading.events)
        return reading
    }

    private func check(_ arguments: [String], _ format: ToolCallFormat) throws {
        let calls = arguments.enumerated().map {
            ChatToolCall(id: "c\($0)", name: "every-kind", arguments: $1)
        }
        let request = ChatRequest(messages: [
            ChatMessage(role: .assistant, content: .text("Look:"), toolCalls: calls)
        ])
        let built = PromptBuilder(format: format).build(request, tools: Self.tools)
        let text = built.messages.last?.content.text ?? ""
        for format in [format, .auto] {
            let reading = try read(text, format)
            #expect(reading.failures.isEmpty, "\(format): \(text)")
            #expect(reading.text == "Look:\n", "\(format): \(text)")
            #expect(reading.calls.map(\.name) == calls.map(\.name), "\(format): \(text)")
            #expect(
                reading.calls.map { JSONValue.object($0.arguments).sortedText }
                    == (try arguments.map { try JSONValue(parsing: $0).sortedText }), "\(format): \(text)")
        }
    }

    @Test(arguments: PromptBuilder.taughtFormats)
    func `rendered calls are read back, whatever their arguments`(_ format: ToolCallFormat) throws {
        for arguments in Self.arguments {
            let text = JSONValue.object(arguments).jsonText()
            try check([text], format)
            try check([text, "{}", text], format)
        }
        for number in Self.numbers {
            try check([#"{"ratio": \#(number), "any": {"n": [\#(number)]}}"#], format)
        }
    }

    @Test(arguments: PromptBuilder.taughtFormats)
    func `random arguments are read back`(_ format: ToolCallFormat) throws {
        for seed in 0..<200 {
            var generator = SeededGenerator(seed: UInt64(seed))
            let text = (0..<Int.random(in: 1...4, using: &generator)).map { _ in
                Self.texts.randomElement(using: &generator) ?? ""
            }.joined()
            let value = Self.arguments.randomElement(using: &generator) ?? [:]
            try check([JSONValue.object(["text": .string(text), "any": .object(value)]).jsonText()], format)
        }
    }

    @Test(arguments: PromptBuilder.taughtFormats)
    func `the example in the instructions is a valid call of a real tool`(_ format: ToolCallFormat) throws {
        let builder = PromptBuilder(format: format)
        let example = ExampleCall(from: Self.tools).call
        let call = ChatToolCall(id: "a", name: example.name, arguments: example.arguments)
        let text = try #require(builder.text(of: [call], tools: Self.tools))
        let request = builder.build(ChatRequest(messages: []), tools: Self.tools)
        let instructions = try #require(request.messages.first?.content.text)
        #expect(instructions.contains(text))
        for tool in Self.tools { #expect(instructions.contains(tool.name)) }
        let read = try #require(try read(text, format).calls.first)
        #expect(read.name == "listFiles")
        #expect(read.arguments == ["path": "."])
    }

    @Test(arguments: PromptBuilder.taughtFormats)
    func `arguments that are no JSON object do not break the transcript`(_ format: ToolCallFormat) throws {
        let cases = [
            ("", "{}"), (#"{"a":"#, #"{"text":"{\"a\":"}"#), ("[1]", #"{"value":[1]}"#), ("null", "{}"),
        ]
        for (broken, whole) in cases {
            let call = ChatToolCall(id: "a", name: "every-kind", arguments: broken)
            let text = try #require(PromptBuilder(format: format).text(of: [call], tools: Self.tools))
            let read = try read(text, format).calls
            #expect(read.map { JSONValue.object($0.arguments).jsonText() } == [whole])
        }
    }
}

extension JSONValue {
    /// Text in which the order of members does not matter and digits do.
    fileprivate var sortedText: String {
        switch self {
        case .object(let members):
            "{"
                + members.map { "\(JSONValue.string($0.name).jsonText()):\($0.value.sortedText)" }.sorted()
                .joined(separator: ",") + "}"
        case .array(let elements): "[" + elements.map(\.sortedText).joined(separator: ",") + "]"
        default: jsonText()
        }
    }
}
