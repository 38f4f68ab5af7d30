// SPDX-License-Identifier: Apache-2.0

import ChatModel
import JSON
import TestSupport
import Testing
import ToolModel

@testable import ToolCallParsing

/// What a model of some kind writes, and what must come of it.
struct DialectSample: Sendable, CustomTestStringConvertible {
    /// A name of the format.
    var name: String
    var wire: String
    var summary: String
    /// Whether the arguments come while the call is still being written.
    var streams: Bool

    init(_ name: String, _ wire: String, _ summary: String, streams: Bool = true) {
        self.name = name
        self.wire = wire
        self.summary = summary
        self.streams = streams
    }

    var testDescription: String { "\(name): \(wire)" }

    private static let oslo = #"get_weather{"city":"Oslo","days":3}"#
    private static let json = #"{"city":"Oslo","days":3}"#

    static let withJSON = [
        DialectSample("action_json", #"{"action":"get_weather","params":\#(json)}"#, oslo),
        DialectSample("action", #"Well: {"action":"refresh"}"#, "\"Well: \" | refresh{}", streams: false),
        DialectSample("hermes", #"<tool_call>{"name":"get_weather","arguments":\#(json)}</tool_call>"#, oslo),
        DialectSample(
            "lmstudio_default",
            #"[TOOL_REQUEST]{"name":"get_weather","arguments":\#(json)}[END_TOOL_REQUEST]"#,
            oslo),
        DialectSample("llama3_json", #"<|python_tag|>{"name":"get_weather","parameters":\#(json)}"#, oslo),
        DialectSample(
            "llama3", #"{"name":"refresh","parameters":{}}; {"name":"get_weather","parameters":\#(json)}"#,
            "refresh{} | " + oslo),
        DialectSample("llama31", #"<|python_tag|>get_weather.call(city="Oslo", days=3)"#, oslo),
        DialectSample("llama31", #"<|python_tag|>search.call(query="x")"#, "!unknown_tool", streams: false),
        DialectSample("llama31", "<|python_tag|>print(1)", "\"<|python_tag|>print(1)\"", streams: false),
        DialectSample("llama31_function_tag", #"<function=get_weather>\#(json)</function>"#, oslo),
        DialectSample("functionary", ">>>all\nHi\n>>>get_weather\n\(json)", "\"Hi\n\" | " + oslo),
        DialectSample("functionary_v32", "Hi>>>no_such\n{}", "\"Hi\" | !unknown_tool", streams: false),
        DialectSample(
            "functionary", ">>> print(1)\n>>>x\n>>>y", "\">>> print(1)\n>>>x\n>>>y\"", streams: false),
        DialectSample(
            "mistral_v7", #"[TOOL_CALLS] [{"name":"get_weather","arguments":\#(json),"id":"Ab3dEfGh1"}]"#,
            oslo),
        DialectSample(
            "mistral_v11", #"[TOOL_CALLS]refresh[CALL_ID]x1[ARGS]{}[TOOL_CALLS]get_weather[ARGS]\#(json)"#,
            "refresh{} | " + oslo),
        DialectSample(
            "granite3", #"<|tool_call|>[{"arguments":\#(json),"name":"get_weather"}]"#, oslo, streams: false),
        DialectSample(
            "granite_20b_fc", #"<function_call> {"name":"get_weather","arguments":\#(json)}"#, oslo),
        DialectSample(
            "internlm2",
            #"<|action_start|><|plugin|>{"name":"get_weather","parameters":\#(json)}<|action_end|>"#,
            oslo),
        DialectSample(
            "jamba",
            #"<tool_calls>[{"name":"refresh"}, {"name":"get_weather","arguments":\#(json)}]</tool_calls>"#,
            "refresh{} | " + oslo),
        DialectSample(
            "apriel",
            #"Hm.[BEGIN FINAL RESPONSE]Hi<tool_calls>[{"name":"refresh","arguments":{}}]</tool_calls>"#,
            "\"Hm.Hi\" | refresh{}", streams: false),
        DialectSample(
            "minimax_m1",
            "<tool_calls>\n{\"name\":\"refresh\",\"arguments\":{}}\n{\"name\":\"get_weather\",\"arguments\":\(json)}\n</tool_calls>",
            "refresh{} | " + oslo),
        DialectSample(
            "nemotron", #"<TOOLCALL>[{"name":"get_weather","arguments":\#(json)}]</TOOLCALL>"#, oslo),
        DialectSample("phi4_mini", #"functools[{"name":"get_weather","arguments":\#(json)}]"#, oslo),
        DialectSample("xlam", #"[{"name":"get_weather","arguments":\#(json)}]"#, oslo),
        DialectSample(
            "xlam", "```json\n[{\"name\":\"refresh\",\"arguments\":{}}]\n```\nHi", "refresh{} | \"\nHi\"",
            streams: false),
        DialectSample(
            "xlam", "```json\n[{\"name\":\"no\"}]\n```", "\"```json\n[{\"name\":\"no\"}]\n```\"",
            streams: false),
        DialectSample(
            "command_r7b",
            #"<|START_ACTION|>[{"tool_call_id":"0","tool_name":"get_weather","parameters":\#(json)}]<|END_ACTION|>"#,
            oslo),
        DialectSample(
            "command_a",
            #"<cofl:tool_calls><cofl:tool_call id="0" name="get_weather">\#(json)</cofl:tool_call></cofl:tool_calls>"#,
            oslo),
        DialectSample(
            "deepseek_v3",
            "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>get_weather\n```json\n\(json)\n```<｜tool▁call▁end｜><｜tool▁calls▁end｜>",
            oslo),
        DialectSample(
            "deepseek_v31", "<｜tool▁call▁begin｜>get_weather<｜tool▁sep｜>\(json)<｜tool▁call▁end｜>", oslo),
        DialectSample(
            "kimi_k2",
            "<|tool_calls_section_begin|><|tool_call_begin|>functions.get_weather:0<|tool_call_argument_begin|>\(json)<|tool_call_end|><|tool_calls_section_end|>",
            oslo),
        DialectSample("gigachat31", #"<|function_call|>{"name":"get_weather","arguments":\#(json)}"#, oslo),
        DialectSample(
            "gigachat3",
            "<|message_sep|>\n\nfunction call<|role_sep|>\n{\"name\":\"get_weather\",\"arguments\":\(json)}",
            oslo),
        DialectSample(
            "apertus", #"<|tools_prefix|>[{"refresh":{}},{"get_weather":\#(json)}]<|tools_suffix|>"#,
            "refresh{} | " + oslo),
        DialectSample(
            "sarashina", "<|tool_calls|>[{'name': 'refresh', 'arguments': {}}]", "refresh{} +single_quotes",
            streams: false),
        DialectSample(
            "inkling",
            #"<|message_model|>get_weather<|content_invoke_tool_json|>{"name":"get_weather","args":\#(json)}<|end_message|>"#,
            oslo),
        DialectSample(
            "inkling",
            "<|message_model|><|content_thinking|>Hm.<|end_message|><|message_model|><|content_text|>Hi<|end_message|>",
            "~Hm.~ | \"Hi\"", streams: false),
        DialectSample(
            "gpt_oss",
            #"<|channel|>analysis to=python code<|message|>print(1)<|call|>"#, "!unknown_tool", streams: false
        ),
        DialectSample(
            "gpt_oss", #"<|channel|>commentary to=refresh<|message|>now<|call|>"#, "!tool_call_malformed",
            streams: false),
        DialectSample(
            "action", "{\"action\":\"refresh\"},\n{\"action\":\"refresh\"}, ok",
            #"refresh{} | refresh{} | ", ok""#, streams: false),
        DialectSample(
            "gpt_oss",
            #"<|channel|>commentary to=functions.get_weather <|constrain|>json<|message|>\#(json)<|call|>"#,
            oslo),
    ]

    static let withTags = [
        DialectSample(
            "qwen3_coder",
            "<tool_call>\n<function=get_weather>\n<parameter=city>\nOslo\n</parameter>\n<parameter=days>\n3\n</parameter>\n</function>\n</tool_call>",
            oslo),
        DialectSample(
            "seed_oss",
            "<seed:tool_call><function=get_weather><parameter=city>Oslo</parameter><parameter=days>3</parameter></function></seed:tool_call>",
            oslo),
        DialectSample(
            "glm45",
            "<tool_call>get_weather\n<arg_key>city</arg_key>\n<arg_value>Oslo</arg_value>\n<arg_key>days</arg_key>\n<arg_value>3</arg_value>\n</tool_call>",
            oslo),
        DialectSample("glm5", "<tool_call>refresh</tool_call>", "refresh{}", streams: false),
        DialectSample(
            "longcat",
            "<longcat_tool_call>get_weather\n<longcat_arg_key>city</longcat_arg_key>\n<longcat_arg_value>Oslo</longcat_arg_value>\n<longcat_arg_key>days</longcat_arg_key><longcat_arg_value>3</longcat_arg_value></longcat_tool_call>",
            oslo),
        DialectSample(
            "hunyuan3",
            "<tool_calls:opensource><tool_call:opensource>get_weather<tool_sep:opensource><arg_key:opensource>city</arg_key:opensource><arg_value:opensource>Oslo</arg_value:opensource><arg_key:opensource>days</arg_key:opensource><arg_value:opensource>3</arg_value:opensource></tool_call:opensource></tool_calls:opensource>",
            oslo),
        DialectSample(
            "minimax_m2",
            #"<minimax:tool_call><invoke name="refresh"></invoke><invoke name="get_weather"><parameter name="city">Oslo</parameter><parameter name="days">3</parameter></invoke></minimax:tool_call>"#,
            "refresh{} | " + oslo),
        DialectSample(
            "muse",
            #"<|start|>assistant to=get_weather<|message|><atem:function_calls><atem:invoke name="get_weather"><atem:parameter name="city">Oslo</atem:parameter><atem:parameter name="days">3</atem:parameter></atem:invoke></atem:function_calls>"#,
            oslo),
        DialectSample(
            "deepseek_v4",
            #"<｜DSML｜tool_calls><｜DSML｜invoke name="get_weather"><｜DSML｜parameter name="city" string="true">Oslo</｜DSML｜parameter><｜DSML｜parameter name="days" string="false">3</｜DSML｜parameter></｜DSML｜invoke></｜DSML｜tool_calls>"#,
            oslo),
        DialectSample(
            "kimi_k3",
            #"<|open|>call tool="get_weather" index="1"<|sep|><|open|>argument key="city" type="string"<|sep|>Oslo<|close|>argument<|sep|><|open|>argument key="days" type="number"<|sep|>3<|close|>argument<|sep|><|close|>call<|sep|>"#,
            oslo),
        DialectSample(
            "step3",
            #"<｜tool_calls_begin｜><｜tool_call_begin｜>function<｜tool_sep｜><steptml:invoke name="get_weather"><steptml:parameter name="city">Oslo</steptml:parameter><steptml:parameter name="days">3</steptml:parameter></steptml:invoke><｜tool_call_end｜><｜tool_calls_end｜>"#,
            oslo),
        DialectSample(
            "command_a",
            #"<cofl:tool_calls><cofl:tool_call id="0" name="get_weather"><cofl:parameter name="city">Oslo</cofl:parameter><cofl:parameter name="days">3</cofl:parameter></cofl:tool_call></cofl:tool_calls>"#,
            oslo),
        DialectSample(
            "functiongemma",
            "<start_function_call>call:get_weather{city:<escape>Oslo<escape>,days:3}<end_function_call>",
            oslo + " +bare_names"),
        DialectSample(
            "gemma4", #"<|tool_call>call:get_weather{city:<|"|>Oslo<|"|>,days:3}<tool_call|>"#,
            oslo + " +bare_names"),
    ]

    static let pythonic = [
        DialectSample(
            "llama4", "<|python_start|>[get_weather(city='Oslo', days=3), refresh()]<|python_end|>",
            oslo + " | refresh{}"),
        DialectSample(
            "lfm2", #"<|tool_call_start|>[get_weather(city="Oslo", days=3)]<|tool_call_end|>Hi"#,
            oslo + " | \"Hi\""),
        DialectSample("toolace", "[get_weather(city='Oslo', days=3)]", oslo),
        DialectSample(
            "olmo3", "<function_calls>\nget_weather(city=\"Oslo\", days=3)\nrefresh()\n</function_calls>",
            oslo + " | refresh{}"),
        DialectSample(
            "gemma3", "```tool_code\nget_weather(city='Oslo', days=3)\n```\nHi", oslo + " | \"\nHi\""),
        DialectSample(
            "gemma3", "```tool_code\nprint('Oslo')\n```", "\"```tool_code\nprint('Oslo')\n```\"",
            streams: false),
        DialectSample("toolace", "[get_weather(**{'city': 'Oslo', 'days': 3})]", oslo, streams: false),
    ]

    static let reasoning = [
        DialectSample(
            "hermes", "<think>Hm.</think><response>Hi</response>", "~Hm.~ | \"Hi\"", streams: false),
        DialectSample("hermes", "Write <answer>x</answer>.", "\"Write <answer>x</answer>.\"", streams: false),
    ]

    static let all = withJSON + withTags + pythonic + reasoning
}

@Suite struct DialectTests {
    private func outcome(_ sample: DialectSample, _ options: ToolCallParser.Options, _ chunks: [[UInt8]])
        throws
        -> StreamOutcome
    {
        var parser = ToolCallParser(catalog: try ParserRun.catalog(), options: options)
        var events: [ChatEvent] = []
        for chunk in chunks { parser.feed(text: chunk.span, into: &events) }
        parser.feed(.finish(.stop), into: &events)
        parser.finish(into: &events)
        return StreamOutcome(events)
    }

    @Test(arguments: DialectSample.all)
    func `a dialect is read among all others and by its name, in every cut`(_ sample: DialectSample) throws {
        let format = try #require(ToolCallFormat(name: sample.name))
        for format in [ToolCallFormat.auto, format] {
            for cut in SplitLaw.everySplit(of: Array(sample.wire.utf8), singlePlaces: 512) {
                let outcome = try outcome(sample, .init(format: format), cut.chunks)
                #expect(outcome.summary == sample.summary, "\(format), cut \(cut)")
            }
        }
    }

    @Test(arguments: DialectSample.all.filter(\.streams))
    func `arguments come while the call is being written`(_ sample: DialectSample) throws {
        let bytes = Array(sample.wire.utf8)
        let options = ToolCallParser.Options(emitsArgumentDeltas: true)
        var parser = ToolCallParser(catalog: try ParserRun.catalog(), options: options)
        var events: [ChatEvent] = []
        let city = try #require(sample.wire.firstRange(of: "Oslo"))
        for byte in sample.wire[..<city.lowerBound].utf8 + Array("Osl".utf8) {
            parser.feed(text: [byte].span, into: &events)
        }
        let early = events.compactMap { if case .argumentsDelta(_, let text) = $0 { text } else { nil } }
        #expect(early.joined().contains("Os"), "the city is written while it grows")
        for cut in SplitLaw.everySplit(of: bytes) {
            let outcome = try outcome(sample, options, cut.chunks)
            #expect(outcome.summary == sample.summary, "cut \(cut)")
            for call in outcome.calls {
                let sent = outcome.events.compactMap {
                    if case .argumentsDelta(call.id, let text) = $0 { text } else { nil }
                }
                #expect(sent.joined() == JSONValue.object(call.arguments).jsonText(), "cut \(cut)")
            }
        }
    }

    @Test func `every format has a sample`() {
        let sampled = Set(DialectSample.all.compactMap { ToolCallFormat(name: $0.name) })
        #expect(Set(ToolCallFormat.allCases).subtracting(sampled) == [.auto, .native])
    }
}
