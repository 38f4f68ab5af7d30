// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization
import TestSupport
import Testing

@testable import PluginRuntime

/// Real libraries, damaged by a seeded generator.
///
/// A few thousand of them, or as many as TOOLHOST_FUZZ_INPUTS says; `make fuzz` runs millions.
@Suite struct InspectionFuzzTests {
    static let inputs =
        ProcessInfo.processInfo.environment["TOOLHOST_FUZZ_INPUTS"].flatMap { Int($0) } ?? 4_000

    private static let seeds: [UInt64] = [1, 2, 3, 4]
    private static let builds = [
        ["-Wl,--hash-style=gnu"], ["-Wl,--hash-style=sysv", "-Wl,-rpath,$ORIGIN/../x"],
        ["-Wl,--hash-style=both", "-Wl,--no-as-needed", "-lm", "-Wl,--disable-new-dtags,-rpath,/opt/x"],
    ]

    @Test(arguments: seeds)
    func `damaged files are judged within bounds, each the same every time`(seed: UInt64) async throws {
        let files = try await Self.libraries()
        var random = SeededGenerator(seed: seed)
        for _ in 0..<(Self.inputs / Self.seeds.count) {
            var bytes = files.randomElement(using: &random) ?? []
            Self.damage(&bytes, &random)
            let source = CountedSource(bytes: bytes)
            let inspector = ELFInspector(path: "/nowhere/some.so", program: "/nonexistent")
            let inspection = inspector.inspect(source)
            try #require(source.readBytes <= Self.readLimit, "seed \(seed)")
            for finding in inspection.findings {
                try #require(finding.reason.utf8.count <= 1024)
                try #require(finding.reason.unicodeScalars.allSatisfy { !TextRules.isHidden($0) })
                try #require(!finding.advice.isEmpty)
            }
            try #require(inspector.inspect(ArraySource(bytes: bytes)) == inspection)
        }
    }

    /// Symbols and strings once, and what hash chains make of a small file.
    private static let readLimit = 4 << 20

    private static func libraries() async throws -> [[UInt8]] {
        try await withTemporaryFolder { folder in
            var files: [[UInt8]] = []
            for flags in builds {
                let path = try await PluginCompiler.buildFixture("good_calls", into: folder, flags: flags)
                files.append([UInt8](try Data(contentsOf: URL(filePath: path))))
            }
            return files
        }
    }

    /// Changes where headers, the dynamic section and symbols are likely, or anywhere, or cuts the file.
    private static func damage(_ bytes: inout [UInt8], _ random: inout SeededGenerator) {
        for _ in 0..<Int.random(in: 1...6, using: &random) {
            let headers = min(64 + 56 * 12, bytes.count)
            let within =
                switch Int.random(in: 0..<5, using: &random) {
                case 0: 0..<headers
                case 1: headers..<min(headers + 4096, bytes.count)
                case 2: dynamicSection(of: bytes) ?? bytes.indices
                default: bytes.indices
                }
            guard let place = within.randomElement(using: &random), place < bytes.count else { continue }
            switch Int.random(in: 0..<4, using: &random) {
            case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 1: bytes[place] = .random(in: .min ... .max, using: &random)
            case 2:
                for index in place..<min(place + 8, bytes.count) {
                    bytes[index] = Bool.random(using: &random) ? 0xFF : 0
                }
            default:
                if Int.random(in: 0..<8, using: &random) == 0 { bytes.removeSubrange(max(place, 1)...) }
            }
            if bytes.count < 128 { return }
        }
    }

    private static func dynamicSection(of bytes: [UInt8]) -> Range<Int>? {
        for index in 0..<Int(min(bytes.number(at: 56, width: 2), 32)) {
            let header = 64 + index * 56
            guard header + 56 <= bytes.count, bytes.number(at: header, width: 4) == 2 else { continue }
            let start = Int(truncatingIfNeeded: bytes.number(at: header + 8, width: 8))
            let end = start &+ Int(truncatingIfNeeded: bytes.number(at: header + 32, width: 8))
            guard bytes.indices.contains(start), end > start, end <= bytes.count else { return nil }
            return start..<end
        }
        return nil
    }
}

/// Bytes that note how many of them were read.
private final class CountedSource: ByteSource {
    private let source: ArraySource
    private let counter = Atomic(0)

    init(bytes: [UInt8]) {
        source = ArraySource(bytes: bytes)
    }

    var count: Int { source.count }
    var readBytes: Int { counter.load(ordering: .relaxed) }

    func bytes(at offset: Int, count: Int) -> [UInt8]? {
        let bytes = source.bytes(at: offset, count: count)
        counter.add(bytes?.count ?? 0, ordering: .relaxed)
        return bytes
    }
}
