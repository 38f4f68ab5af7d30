// SPDX-License-Identifier: Apache-2.0

import ChatModel
import Foundation
import JSON
import JSONSchema
import OpenAICoding
import Prompting
import ToolModel

/// How long schemas of tools take: to check calls with, to compile, to put before a model; and how fast JSON is read.
@main
struct SchemaBenchmark {
    static func main() throws {
        try validations()
        try compilation()
        try prompts()
        try reading()
    }

    // MARK: - Schemas

    private static func validations() throws {
        let schema = try Schema(compiling: SampleTool.schema(number: 0))
        let call = SampleTool.arguments
        guard try schema.validate(call).isEmpty else { throw Failure() }
        let count = 5_000
        let time = try best(of: 100) {
            for _ in 0..<count where try !schema.validate(call).isEmpty { throw Failure() }
        }
        report("validation of a call with 8 properties", time / count, target: .microseconds(5))
        let faulty = SampleTool.faultyArguments
        let refusal = try best(of: 100) {
            for _ in 0..<(count / 10) where try schema.validate(faulty).count != 3 { throw Failure() }
        }
        report("the same with 3 faults, each with its sentence", refusal / (count / 10))
    }

    private static func compilation() throws {
        let texts = (0..<1000).map { SampleTool.schema(number: $0).jsonBytes() }
        let schemas = try texts.map { try JSONValue(parsing: $0) }
        let time = try best(of: 25) {
            for schema in schemas { _ = try Schema(compiling: schema) }
        }
        report("compiling 1000 tool schemas", time, target: .milliseconds(100))
        let fromText = try best(of: 25) {
            for text in texts {
                _ = try Schema(compiling: JSONValue(parsing: text, duplicateKeys: .refused))
            }
        }
        report("reading and compiling them", fromText)
    }

    private static func prompts() throws {
        let tools = (0..<1000).map { number in
            ToolDefinition(
                name: "tool_\(number)", description: SampleTool.description,
                inputSchema: SampleTool.schema(number: number))
        }
        let request = ChatRequest(messages: [ChatMessage(role: .user, text: "What is the weather?")])
        for format in [ToolCallFormat.native, .action, .hermes] {
            let builder = PromptBuilder(format: format)
            let time = try best(of: 25) {
                let built = builder.build(request, tools: tools)
                guard built.tools.count == 1000 || built.messages.count == 2 else { throw Failure() }
            }
            report("building a prompt of 1000 tools, \(format.rawValue)", time, target: .milliseconds(10))
        }
        let built = PromptBuilder(format: .native).build(request, tools: tools)
        let body = try best(of: 25) {
            let tools = JSONValue.array(built.tools.map { .object($0.openAI) }).jsonBytes()
            guard tools.count > 500_000 else { throw Failure() }
        }
        report("writing the native one as JSON", body)
    }

    // MARK: - Reading

    private static func reading() throws {
        let text = SampleJSON.text(bytes: 100_000_000)
        let data = Data(text)
        let limits = JSONLimits(bytes: text.count)
        let ours = try best(of: 3) {
            guard try JSONValue(parsing: text, limits: limits).array?.isEmpty == false else {
                throw Failure()
            }
        }
        let theirs = try best(of: 3) {
            guard let array = try JSONSerialization.jsonObject(with: data) as? [Any], !array.isEmpty else {
                throw Failure()
            }
        }
        print("reading 100 MB of JSON: \(speed(text.count, ours)) MB/s")
        print("JSONSerialization:      \(speed(text.count, theirs)) MB/s, ratio \(rounded(theirs / ours))")
    }

    // MARK: - Measuring

    private struct Failure: Error {}

    /// The least of `rounds`: what disturbs a round only ever makes it slower.
    private static func best(of rounds: Int, _ body: () throws -> Void) throws -> Duration {
        var best: Duration?
        for _ in 0..<rounds {
            let time = try ContinuousClock().measure(body)
            best = min(best ?? time, time)
        }
        return best ?? .zero
    }

    private static func report(_ what: String, _ time: Duration, target: Duration? = nil) {
        let verdict = target.map { target in
            time < target
                ? " (target: under \(text(of: target)))" : " MISSES the target of \(text(of: target))"
        }
        print("\(what): \(text(of: time))\(verdict ?? "")")
    }

    private static func text(of time: Duration) -> String {
        let microseconds = time / .microseconds(1)
        return microseconds < 1000 ? "\(rounded(microseconds)) µs" : "\(rounded(microseconds / 1000)) ms"
    }

    private static func speed(_ bytes: Int, _ time: Duration) -> Int {
        Int(Double(bytes) / (time / .seconds(1)) / 1e6)
    }

    private static func rounded(_ value: Double) -> Double {
        (value * 100).rounded() / 100
    }
}
