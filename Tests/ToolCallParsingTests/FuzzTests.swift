// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// The laws over streams that nobody would write.
///
/// The long campaign is a command of its own:
/// `TOOLHOST_FUZZ_CHUNKS=50000000 swift test -c release -Xswiftc -enable-testing --scratch-path .build-fuzz --filter FuzzTests`.
@Suite struct FuzzTests {
    /// Checks the stream of one seed in several cuts, and says how many chunks that took.
    private static func check(seed: UInt64) throws -> Int {
        var stream = try FuzzStream(seed: seed)
        let whole = stream.outcome([stream.bytes.count])
        var chunks = 1
        for fault in stream.faults(of: whole) { Issue.record("seed \(seed): \(fault)") }
        for number in 0...2 {
            let lengths = number == 0 ? Array(repeating: 1, count: stream.bytes.count) : stream.cut()
            chunks += lengths.count
            let outcome = stream.outcome(lengths)
            guard outcome != whole else { continue }
            let text = String(decoding: stream.bytes, as: UTF8.self).debugDescription
            Issue.record("seed \(seed), cut \(number), \(text): \(whole.events) whole, \(outcome.events) cut")
        }
        return chunks
    }

    @Test(arguments: 0..<8 as Range<UInt64>)
    func `no stream traps, breaks a law, or depends on its cut`(_ block: UInt64) throws {
        for seed in (block * 100)..<(block * 100 + 100) { _ = try Self.check(seed: seed) }
    }

    private static func number(_ variable: String) -> Int? {
        ProcessInfo.processInfo.environment[variable].flatMap { Int($0) }
    }

    @Test(
        .enabled(
            if: number("TOOLHOST_FUZZ_CHUNKS") != nil, "set TOOLHOST_FUZZ_CHUNKS, and TOOLHOST_FUZZ_SEED"))
    func `the long campaign finds nothing`() throws {
        let wanted = Self.number("TOOLHOST_FUZZ_CHUNKS") ?? 0
        let first = UInt64(Self.number("TOOLHOST_FUZZ_SEED") ?? 0)
        var seed = first
        var chunks = 0
        while chunks < wanted {
            chunks += try Self.check(seed: seed)
            seed += 1
        }
        print("\(chunks) chunks, \(seed - first) streams, seeds \(first) to \(seed - 1)")
    }
}
