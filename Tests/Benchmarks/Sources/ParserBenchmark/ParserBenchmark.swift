// SPDX-License-Identifier: Apache-2.0

import ChatModel
import JSON
import JSONSchema
import ToolCallParsing

/// How fast a model's output goes through the parser, by kind of text and size of chunk.
@main
struct ParserBenchmark {
    static func main() throws {
        let prose = Array(
            repeated("The quick brown fox jumps over the lazy dog; nothing here is a call.\n", to: 8 << 20))
        let large = call(contentBytes: 2 << 20)
        let small = call(contentBytes: 2 << 10)
        report("prose, 64 KiB chunks", prose, chunkBytes: 64 << 10)
        report("prose, 4-byte chunks", prose, chunkBytes: 4)
        report("arguments of 2 MiB, 4-byte chunks", large, chunkBytes: 4)
        report("arguments of 2 KiB, 4-byte chunks", small, chunkBytes: 4, rounds: 1000)
        let ratio = nanosecondsPerChunk(large, 4, rounds: 3) / nanosecondsPerChunk(small, 4, rounds: 3000)
        print("time a chunk at 2 MiB against 2 KiB: \(rounded(ratio)) to 1")
    }

    private static func report(_ name: String, _ bytes: [UInt8], chunkBytes: Int, rounds: Int = 3) {
        let each = nanosecondsPerChunk(bytes, chunkBytes, rounds: rounds)
        let size = min(chunkBytes, bytes.count)
        print("\(name): \(Int(Double(size) / each * 1000)) MB/s, \(rounded(each)) ns a chunk")
    }

    /// The best of `rounds` passes: what disturbs a pass only ever makes it slower.
    private static func nanosecondsPerChunk(_ bytes: [UInt8], _ chunkBytes: Int, rounds: Int) -> Double {
        var best = Double.infinity
        for _ in 0..<rounds {
            var parser = ToolCallParser(catalog: catalog)
            var events: [ChatEvent] = []
            let start = ContinuousClock.now
            var index = 0
            var chunks = 0
            while index < bytes.count {
                let end = min(index + chunkBytes, bytes.count)
                parser.feed(text: bytes.span.extracting(index..<end), into: &events)
                events.removeAll(keepingCapacity: true)
                index = end
                chunks += 1
            }
            parser.finish(into: &events)
            let elapsed = ContinuousClock.now - start
            let nanoseconds =
                Double(elapsed.components.seconds) * 1e9 + Double(elapsed.components.attoseconds) / 1e9
            best = min(best, nanoseconds / Double(chunks))
        }
        return best
    }

    private static let catalog: ToolCatalog = {
        let schema = try? Schema(
            compiling: [
                "type": "object",
                "properties": ["path": ["type": "string"], "content": ["type": "string"]],
                "required": ["path", "content"],
            ]
        )
        return ToolCatalog([CallableTool(name: "writeFile", schema: schema)])
    }()

    private static func call(contentBytes: Int) -> [UInt8] {
        let content = repeated(#"let x = [1, 2];\n"#, to: contentBytes)
        return Array(#"<tool_call>{"name":"writeFile","arguments":{"path":"a.txt","content":""#.utf8)
            + content
            + Array(#""}}</tool_call>"#.utf8)
    }

    private static func repeated(_ text: String, to bytes: Int) -> [UInt8] {
        let unit = Array(text.utf8)
        return Array((0..<(bytes / unit.count)).lazy.map { _ in unit }.joined())
    }

    private static func rounded(_ value: Double) -> Double {
        (value * 100).rounded() / 100
    }
}
