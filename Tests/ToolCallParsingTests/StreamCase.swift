// SPDX-License-Identifier: Apache-2.0

import ChatModel
import JSON
import JSONSchema
import OpenAICoding
import TestSupport
import ToolCallParsing
import ToolModel

/// One case of `Fixtures/Streams/toolcalls.jsonl`: what a model sent and what must come of it.
struct StreamCase: Sendable, CustomStringConvertible {
    let source: JSONValue

    var id: String { source["id"]?.string ?? "?" }
    var level: Int { source["level"]?.int ?? 0 }
    var description: String { "\(id): \(source["why"]?.string ?? "")" }
    var expectation: JSONValue { source["expect"] ?? [:] }

    static let all: [StreamCase] = {
        // A fixture that cannot be read leaves no case, which `the case file is there` reports.
        let lines = (try? Repository.fixtureLines("Streams/toolcalls.jsonl")) ?? []
        return lines.compactMap { line in (try? JSONValue(parsing: line)).map(StreamCase.init) }
    }()

    static func level(_ levels: ClosedRange<Int>) -> [StreamCase] {
        all.filter { levels.contains($0.level) }
    }

    func tools() throws -> [CallableTool] {
        try (source["tools"]?.array ?? []).map { tool in
            CallableTool(
                name: tool["name"]?.string ?? "",
                schema: try tool["parameters"].map { try Schema(compiling: $0) }
            )
        }
    }

    func parser(deltas: Bool = false) throws -> ToolCallParser {
        let isOpen = source["options"]?["reasoning_open"]?.bool ?? false
        return ToolCallParser(
            catalog: ToolCatalog(try tools()),
            options: .init(reasoningOpen: isOpen, emitsArgumentDeltas: deltas)
        )
    }

    /// The model's text, for cases that are plain text.
    var chunks: [[UInt8]]? {
        source["stream"]?.array.map { $0.map { Array(($0.string ?? "").utf8) } }
    }

    /// The raw transport, for cases about it.
    var transport: [[UInt8]]? {
        source["sse_b64"]?.array.map { $0.map { Base64.bytes($0.string ?? "") } }
    }

    /// What upstream said at the end: nil when the connection closed without a word.
    var finishReason: FinishReason? {
        guard let reason = source["finish_reason"] else { return .stop }
        return reason.string.map { FinishReason(name: $0) }
    }

    /// The chunks of the completion, for cases about native calls.
    var completionChunks: [JSONValue]? {
        guard let deltas = source["deltas"]?.array else { return nil }
        var chunks = deltas.map { delta -> JSONValue in
            if delta["choices"] != nil || delta["error"] != nil { return delta }
            return ["choices": [["index": 0, "delta": delta, "finish_reason": nil]]]
        }
        if let finishReason {
            chunks.append([
                "choices": [["index": 0, "delta": [:], "finish_reason": .string(finishReason.name)]]
            ])
        }
        return chunks
    }
}

/// Enough of RFC 4648 for the fixtures.
enum Base64 {
    static func bytes(_ text: String) -> [UInt8] {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var bytes: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        for byte in text.utf8 {
            guard let value = alphabet.firstIndex(of: byte) else { continue }
            bits = bits << 6 | UInt32(value)
            count += 6
            guard count >= 8 else { continue }
            count -= 8
            bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
        }
        return bytes
    }
}
