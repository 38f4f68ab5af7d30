// SPDX-License-Identifier: Apache-2.0

import ChatModel
import Foundation
import OpenAICoding

/// What a streamed chunk costs from the bytes of its event to the delta that it carries, beside Foundation's decoder.
@main
struct StreamBenchmark {
    static func main() {
        for example in ChunkExample.all {
            let stream = example.stream(chunks: 1024)
            report("\(example.name), 64 in a read", nanoseconds(stream, perRead: 64))
            report("\(example.name), alone", nanoseconds(stream, perRead: 1))
            report("\(example.name), alone, Foundation", foundationNanoseconds(stream))
        }
    }

    private static func report(_ name: String, _ nanoseconds: Double) {
        print("\(name): \(Int(nanoseconds.rounded())) ns a chunk")
    }

    /// The least of many passes: what disturbs a pass only ever makes it slower.
    private static func least(of rounds: Int, chunks: Int, _ pass: () -> Int) -> Double {
        var best = Double.infinity
        for _ in 0..<rounds {
            let start = ContinuousClock.now
            let count = pass()
            let elapsed = (ContinuousClock.now - start).components
            precondition(count == chunks, "each chunk has its delta")
            best = min(
                best, (Double(elapsed.seconds) * 1e9 + Double(elapsed.attoseconds) / 1e9) / Double(chunks))
        }
        return best
    }

    private static func nanoseconds(_ stream: [[UInt8]], perRead: Int) -> Double {
        let reads = stride(from: 0, to: stream.count, by: perRead).map { start in
            Array(stream[start..<min(start + perRead, stream.count)].joined())
        }
        return least(of: 200, chunks: stream.count) {
            var decoder = ChatStreamDecoder()
            var deltas: [ChatDelta] = []
            var count = 0
            for read in reads {
                decoder.feed(read.span, into: &deltas)
                count += deltas.count
                deltas.removeAll(keepingCapacity: true)
            }
            return count - 1  // The stream's identity comes with the first chunk.
        }
    }

    /// The usual way: a line's payload to `JSONDecoder`.
    private static func foundationNanoseconds(_ stream: [[UInt8]]) -> Double {
        let decoder = JSONDecoder()
        return least(of: 20, chunks: stream.count) {
            var count = 0
            for event in stream {
                let payload = Data(event.dropFirst(6).dropLast(2))
                let chunk = try? decoder.decode(FoundationChunk.self, from: payload)
                guard let delta = chunk?.choices.first?.delta else { continue }
                let text = delta.content ?? delta.tool_calls?.first?.function?.arguments
                if text?.isEmpty == false { count += 1 }
            }
            return count
        }
    }
}
