// SPDX-License-Identifier: Apache-2.0

import AllocationCount
import ChatModel
import JSON
import JSONSchema
import ToolCallParsing

/// How fast a model's output goes through the parser, beside reading it anew for every chunk.
@main
struct ParserBenchmark {
    static func main() throws {
        let prose = repeated(
            "The quick brown fox jumps over the lazy dog; nothing here is a call.\n", to: 8 << 20)
        print(
            row("stream", "chunk", "MB/s", "ns a chunk", "allocations", "MB/s", "ns a chunk", "ns at the end")
        )
        measure("prose, 8 MiB", prose, chunkBytes: 64 << 10, rounds: 48)
        measure("prose, 8 MiB", prose, chunkBytes: 4, rounds: 16)
        measure("arguments, 2 KiB", call(contentBytes: 2 << 10), chunkBytes: 4, rounds: 4000)
        measure("arguments, 32 KiB", call(contentBytes: 32 << 10), chunkBytes: 4, rounds: 300)
        measure("arguments, 2 MiB", call(contentBytes: 2 << 20), chunkBytes: 4, rounds: 32)
        measure("arguments, deltas on, 2 KiB", call(contentBytes: 2 << 10), 4, rounds: 4000, deltas: true)
        measure("arguments, deltas on, 2 MiB", call(contentBytes: 2 << 20), 4, rounds: 16, deltas: true)
        try ratio(deltas: false)
        try ratio(deltas: true)
    }

    /// One line of the table: the parser, then accumulate-and-reparse on the same stream.
    private static func measure(
        _ name: String, _ bytes: [UInt8], chunkBytes: Int, rounds: Int
    ) {
        measure(name, bytes, chunkBytes, rounds: rounds, deltas: false)
    }

    private static func measure(
        _ name: String, _ bytes: [UInt8], _ chunkBytes: Int, rounds: Int, deltas: Bool
    ) {
        if let only = CommandLine.arguments.dropFirst().first, !name.hasPrefix(only) { return }
        let ours = parse(bytes, chunkBytes, rounds: rounds, deltas: deltas)
        let size = Double(min(chunkBytes, bytes.count))
        // Reading anew is quadratic: the whole of a long stream would take hours.
        let isShort = bytes.count / chunkBytes * bytes.count <= 1 << 30
        let theirs = isShort ? reparse(bytes, chunkBytes) : nil
        print(
            row(
                name, "\(chunkBytes)", "\(Int(size / ours.nanoseconds * 1000))", fixed(ours.nanoseconds),
                fixed(ours.allocations), theirs.map { fixed(size / $0 * 1000) } ?? "-",
                theirs.map { fixed($0) } ?? "-", fixed(reparseAtEnd(bytes, chunkBytes))))
    }

    private static func ratio(deltas: Bool) throws {
        let small = call(contentBytes: 2 << 10)
        let large = call(contentBytes: 2 << 20)
        if CommandLine.arguments.count > 1 { return }
        var best = Double.infinity
        // Neighbouring passes, for the machine's pace changes; the best pair, for noise only adds.
        for _ in 0..<12 {
            let each = parse(small, 4, rounds: 1000, deltas: deltas).nanoseconds
            best = min(best, parse(large, 4, rounds: 4, deltas: deltas).nanoseconds / each)
        }
        print("time a chunk at 2 MiB against 2 KiB\(deltas ? ", deltas on" : ""): \(fixed(best)) to 1")
    }

    // MARK: - The parser

    /// The best of `rounds` passes: what disturbs a pass only ever makes it slower.
    ///
    /// Where in memory the stream lies changes from pass to pass, for that alone can cost a third.
    private static func parse(
        _ bytes: [UInt8], _ chunkBytes: Int, rounds: Int, deltas: Bool
    ) -> (nanoseconds: Double, allocations: Double) {
        let places = min(rounds, 16)
        var best = (nanoseconds: Double.infinity, allocations: 0.0)
        for place in 0..<places {
            let start = place * 328
            let moved = [UInt8](repeating: 0, count: start) + bytes
            for _ in 0..<(rounds / places) {
                let pass = parseOnce(moved, from: start, chunkBytes, deltas: deltas)
                best.nanoseconds = min(best.nanoseconds, pass.nanoseconds)
                best.allocations = pass.allocations
            }
        }
        return best
    }

    private static func parseOnce(
        _ bytes: [UInt8], from start: Int, _ chunkBytes: Int, deltas: Bool
    ) -> (nanoseconds: Double, allocations: Double) {
        var events: [ChatEvent] = []
        events.reserveCapacity(64)
        var parser = ToolCallParser(catalog: catalog, options: .init(emitsArgumentDeltas: deltas))
        let before = allocation_count()
        let began = ContinuousClock.now
        var index = start
        var chunks = 0
        while index < bytes.count {
            let end = min(index + chunkBytes, bytes.count)
            parser.feed(text: bytes.span.extracting(index..<end), into: &events)
            // What a reader does with its batch.
            if events.count >= 32 { events.removeAll(keepingCapacity: true) }
            index = end
            chunks += 1
        }
        let elapsed = nanoseconds(since: began)
        let allocations = Double(allocation_count() - before)
        parser.finish(into: &events)
        return (elapsed / Double(chunks), allocations / Double(chunks))
    }

    // MARK: - Accumulate and reparse

    private static func reparse(_ bytes: [UInt8], _ chunkBytes: Int) -> Double {
        var reader = AccumulatingReader()
        let start = ContinuousClock.now
        var index = 0
        var chunks = 0
        while index < bytes.count {
            let end = min(index + chunkBytes, bytes.count)
            reader.feed(bytes[index..<end])
            index = end
            chunks += 1
        }
        return nanoseconds(since: start) / Double(chunks)
    }

    /// What one chunk costs when all but the last few have come in.
    private static func reparseAtEnd(_ bytes: [UInt8], _ chunkBytes: Int) -> Double {
        let chunks = 8
        var reader = AccumulatingReader()
        var index = max(0, bytes.count - chunks * chunkBytes)
        reader.feed(bytes[..<index])
        let start = ContinuousClock.now
        while index < bytes.count {
            let end = min(index + chunkBytes, bytes.count)
            reader.feed(bytes[index..<end])
            index = end
        }
        return nanoseconds(since: start) / Double(chunks)
    }

    private static func nanoseconds(since start: ContinuousClock.Instant) -> Double {
        let elapsed = (ContinuousClock.now - start).components
        return Double(elapsed.seconds) * 1e9 + Double(elapsed.attoseconds) / 1e9
    }

    // MARK: - Streams

    private static let catalog: ToolCatalog = {
        // Without a schema the call is taken as it comes; the schema here is sound.
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

    // MARK: - The table

    private static func row(_ cells: String...) -> String {
        let widths = [28, 7, 7, 12, 12, 9, 12, 14]
        return zip(cells, widths).enumerated().map { position, cell in
            let space = String(repeating: " ", count: max(1, cell.1 - cell.0.utf8.count))
            return position == 0 ? cell.0 + space : space + cell.0
        }.joined()
    }

    private static func fixed(_ value: Double) -> String {
        let hundredths = Int(value * 100 + 0.5)
        return "\(hundredths / 100).\(hundredths % 100 / 10)\(hundredths % 10)"
    }
}
