// SPDX-License-Identifier: Apache-2.0

import ChatModel
import JSON
import JSONSchema
import TestSupport
import Testing
import ToolModel

@testable import ToolCallParsing

/// Streams put together at random from what dialects are made of, and from bytes that are nothing at all.
@Suite struct ByteSoupTests {
    private static let pieces: [[UInt8]] = {
        let markers = Grammar.of(.auto).afterCall.markers.map { Array($0.text.utf8) }
        let texts = [
            "{", "}", "[", "]", "\"", "'", ":", ",", "(", ")", "\n", " ", "\t", "\r\n", "\\", "\\u00e9",
            "\\ud83d", "```json\n",
            "```\n", "~~~\n", "`", "</think>", "<think>", "</tool_call>", "</function>", "</parameter>",
            "[ARGS]",
            "<|message|>", "functions.math:0", "\"action\"", "\"params\"", "\"name\"", "\"arguments\"",
            "math", "\"math\"",
            "{\"action\":\"math\",\"params\":{\"expr\":\"1\"}}",
            "{\"name\":\"math\",\"arguments\":{\"expr\":\"é\"}}",
            "{\"action\":\"nothing\",\"params\":{}}", "{\"params\":{\"expr\":\"2\"},\"action\":\"math\"}",
            "<function=math>", "<parameter=expr>", "math(expr='1')", "[math(expr=\"1\")]", "expr", "text",
            "é", "北", "😀",
            "True", "null", "-1.5e3", "01", "<", "</", "<|", "<tool_", ";", "to=functions.math", "analysis",
            "<arg_key>",
            "</arg_key>", "<arg_value>", "</arg_value>", "call:math{expr:<escape>1<escape>}", "<escape>",
        ]
        let broken: [[UInt8]] = [
            [0xFF], [0xE2], [0xE2, 0x82], [0xF0, 0x9F], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0x80], [0],
        ]
        return markers + texts.map { Array($0.utf8) } + broken
    }()

    static func stream(seed: UInt64) -> [UInt8] {
        var generator = SeededGenerator(seed: seed)
        let count = Int.random(in: 1...24, using: &generator)
        return (0..<count).flatMap { _ in pieces.randomElement(using: &generator) ?? [] }
    }

    private static func parser(deltas: Bool, isOpen: Bool) throws -> ToolCallParser {
        let schema: JSONValue = [
            "type": "object", "properties": ["expr": ["type": "string"]], "required": ["expr"],
        ]
        let tool = CallableTool(name: "math", schema: try Schema(compiling: schema))
        return ToolCallParser(
            catalog: ToolCatalog([tool]), options: .init(reasoningOpen: isOpen, emitsArgumentDeltas: deltas))
    }

    private static func outcome(_ chunks: [[UInt8]], deltas: Bool, isOpen: Bool) throws -> StreamOutcome {
        var parser = try parser(deltas: deltas, isOpen: isOpen)
        var events: [ChatEvent] = []
        for chunk in chunks { parser.feed(text: chunk.span, into: &events) }
        parser.feed(.finish(.stop), into: &events)
        parser.finish(into: &events)
        return StreamOutcome(events)
    }

    @Test(arguments: 0..<16)
    func `no stream traps, and the cut never matters`(_ block: UInt64) throws {
        for seed in (block * 50)..<(block * 50 + 50) {
            let bytes = Self.stream(seed: seed)
            let isOpen = seed.isMultiple(of: 7)
            let whole = try Self.outcome([bytes], deltas: false, isOpen: isOpen)
            for cut in SplitLaw.everySplit(of: bytes, singlePlaces: 24, seeds: 4) {
                let outcome = try Self.outcome(cut.chunks, deltas: false, isOpen: isOpen)
                #expect(
                    outcome == whole,
                    "SOUP seed \(seed), cut \(cut), \(String(decoding: bytes, as: UTF8.self).debugDescription)"
                )
            }
            #expect(whole.events.last?.isDone == true)
        }
    }

    @Test(arguments: 16..<24)
    func `deltas are a prefix of the arguments and change nothing else`(_ block: UInt64) throws {
        for seed in (block * 50)..<(block * 50 + 50) {
            let bytes = Self.stream(seed: seed)
            let plain = try Self.outcome([bytes], deltas: false, isOpen: false)
            for cut in SplitLaw.everySplit(of: bytes, singlePlaces: 8, seeds: 2) {
                let outcome = try Self.outcome(cut.chunks, deltas: true, isOpen: false)
                var sent: [String: String] = [:]
                for case .argumentsDelta(let id, let text) in outcome.events { sent[id, default: ""] += text }
                for call in outcome.calls {
                    #expect(
                        sent[call.id] == JSONValue.object(call.arguments).jsonText(),
                        "seed \(seed), cut \(cut)")
                }
                #expect(outcome.text == plain.text, "seed \(seed), cut \(cut)")
            }
        }
    }
}

extension ChatEvent {
    var isDone: Bool { if case .done = self { true } else { false } }
}
