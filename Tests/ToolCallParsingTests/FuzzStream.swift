// SPDX-License-Identifier: Apache-2.0

import ChatModel
import JSON
import JSONSchema
import TestSupport
import ToolModel

@testable import ToolCallParsing

/// A stream that a seed stands for, with the way in which it is read.
struct FuzzStream: Sendable {
    let seed: UInt64
    private(set) var bytes: [UInt8] = []
    private var tools: [CallableTool] = []
    private var options = ToolCallParser.Options()
    private var reason: FinishReason? = .stop
    private var generator: SeededGenerator

    private static let cases = StreamCase.all.filter { $0.chunks != nil }

    init(seed: UInt64) throws {
        self.seed = seed
        generator = SeededGenerator(seed: seed)
        switch seed % 4 {
        case 0: soup()
        case 1: try mutation()
        case 2: try splice()
        default: repetition()
        }
        if tools.isEmpty {
            let schema = oneIn(4) ? Self.branchingSchema : Self.schema
            tools = [CallableTool(name: "math", schema: try Schema(compiling: schema))]
        }
        if oneIn(8) { tools = tools.map { CallableTool(name: $0.name, schema: $0.schema, isChecked: false) } }
        options.reasoningOpen = oneIn(8)
        options.emitsArgumentDeltas = oneIn(2)
        if oneIn(8) { options.format = ToolCallFormat.allCases.randomElement(using: &generator) ?? .auto }
        if oneIn(16) { options.limits = ParsingLimits(callBytes: 64, calls: 2, previewBytes: 8) }
        reason = [.stop, .length, .toolCalls, nil].randomElement(using: &generator) ?? nil
    }

    private static let schema: JSONValue = [
        "type": "object",
        "properties": [
            "expr": ["type": "string"], "n": ["type": "integer"],
            "either": ["type": ["string", "null", "number"]],
        ],
        "required": ["expr"],
    ]

    /// A schema by which no argument's type can be told without the others.
    private static let branchingSchema: JSONValue = [
        "type": "object", "additionalProperties": ["type": "integer"],
        "anyOf": [
            ["properties": ["expr": ["type": "string"], "n": ["type": "integer"]]],
            ["properties": ["expr": ["type": "integer"], "n": ["type": "boolean"]]],
        ],
    ]

    private mutating func oneIn(_ count: Int) -> Bool {
        Int.random(in: 0..<count, using: &generator) == 0
    }

    // MARK: - Streams

    private mutating func piece() -> [UInt8] {
        SoupPieces.all.randomElement(using: &generator) ?? []
    }

    private mutating func soup() {
        for _ in 0..<Int.random(in: 1...32, using: &generator) { bytes += piece() }
    }

    private mutating func take(_ testCase: StreamCase) throws -> [UInt8] {
        tools += try testCase.tools()
        return Array((testCase.chunks ?? []).joined())
    }

    /// What a case says, with some bytes lost, changed or put in.
    private mutating func mutation() throws {
        guard let testCase = Self.cases.randomElement(using: &generator) else { return }
        bytes = try take(testCase)
        for _ in 0..<Int.random(in: 0...4, using: &generator) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &generator)
            switch Int.random(in: 0..<4, using: &generator) {
            case 0: bytes.remove(at: place)
            case 1: bytes[place] = UInt8.random(in: 0...255, using: &generator)
            case 2: bytes.insert(contentsOf: piece(), at: place)
            default: bytes.removeSubrange(place..<min(bytes.count, place + 8))
            }
        }
    }

    /// The beginning of one case and the end of another.
    private mutating func splice() throws {
        for isEnd in [false, true] {
            guard let testCase = Self.cases.randomElement(using: &generator) else { return }
            let part = try take(testCase)
            let place = Int.random(in: 0...part.count, using: &generator)
            bytes += isEnd ? part[place...] : part[..<place]
        }
    }

    private mutating func repetition() {
        let unit = (0..<Int.random(in: 1...3, using: &generator)).flatMap { _ in piece() }
        for _ in 0..<Int.random(in: 1...24, using: &generator) {
            bytes += unit
            if oneIn(6) { bytes += piece() }
        }
    }

    // MARK: - Reading

    /// What comes of the stream in chunks of these lengths.
    func outcome(_ lengths: [Int]) -> StreamOutcome {
        var parser = ToolCallParser(catalog: ToolCatalog(tools), options: options)
        var events: [ChatEvent] = []
        var start = 0
        for length in lengths {
            let end = min(bytes.count, start + length)
            parser.feed(text: bytes.span.extracting(start..<end), into: &events)
            start = end
        }
        if let reason { parser.feed(.finish(reason), into: &events) }
        parser.finish(into: &events)
        return StreamOutcome(events)
    }

    /// Random lengths of chunks, up to 8 bytes.
    mutating func cut() -> [Int] {
        var lengths: [Int] = []
        var total = 0
        let longest = oneIn(3) ? 1 : 8
        while total < bytes.count {
            lengths.append(Int.random(in: min(1, longest - 1)...longest, using: &generator))
            total += lengths.last ?? 0
            if longest == 8, oneIn(32) { lengths.append(0) }
        }
        return lengths
    }

    /// The laws that the outcome breaks, in words; empty when it keeps them all.
    func faults(of outcome: StreamOutcome) -> [String] {
        var faults: [String] = []
        let ends = outcome.events.filter(\.isDone).count
        if ends != 1 || outcome.events.last?.isDone != true { faults.append("\(ends) ends") }
        if Set(outcome.calls.map(\.id)).count != outcome.calls.count { faults.append("an id twice") }
        guard options.emitsArgumentDeltas else { return faults }
        var sent: [String: String] = [:]
        for case .argumentsDelta(let id, let text) in outcome.events { sent[id, default: ""] += text }
        for call in outcome.calls where sent[call.id] != JSONValue.object(call.arguments).jsonText() {
            faults.append("deltas of \(call.id) are not its arguments")
        }
        var plain = self
        plain.options.emitsArgumentDeltas = false
        let quiet = plain.outcome([bytes.count])
        if quiet.text != outcome.text || quiet.reasoning != outcome.reasoning {
            faults.append("deltas change the text")
        }
        // An argument given twice cannot be taken back once it has been sent.
        let isTwice = outcome.failures.contains { $0.message.hasSuffix("it gives an argument twice.") }
        if !isTwice, quiet.calls.map(\.arguments) != outcome.calls.map(\.arguments) {
            faults.append("deltas change the calls")
        }
        return faults
    }
}
