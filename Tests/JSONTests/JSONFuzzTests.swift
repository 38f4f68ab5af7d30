// SPDX-License-Identifier: Apache-2.0

import Foundation
import JSON
import Testing

/// Texts made up by a seeded generator and then damaged.
///
/// A few thousand of them, or as many as TOOLHOST_FUZZ_INPUTS says; `make fuzz` runs millions.
@Suite struct JSONFuzzTests {
    static let inputs =
        ProcessInfo.processInfo.environment["TOOLHOST_FUZZ_INPUTS"].flatMap { Int($0) } ?? 6_000

    @Test(arguments: UInt64(100)...119)
    func `damaged text is refused, or read as a value that reads back`(_ seed: UInt64) throws {
        var values = SeededValues(seed: seed)
        for _ in 0..<(Self.inputs / 20) {
            let bytes = Self.damagedText(&values)
            let value: JSONValue
            do throws(JSONError) {
                value = try JSONValue(parsing: bytes)
            } catch {
                try #require((0...bytes.count).contains(error.offset), "\(bytes)")
                continue
            }
            try #require(try JSONValue(parsing: value.jsonBytes()) == value, "\(bytes)")
            try #require(Self.scans(bytes, cutBy: &values), "\(bytes)")
        }
    }

    /// Whether the incremental scanner takes the bytes, in a random cut, for one whole value as the reader does.
    private static func scans(_ bytes: [UInt8], cutBy random: inout SeededValues) -> Bool {
        var scanner = JSONScanner()
        var rest = bytes[...]
        while !rest.isEmpty, !scanner.isComplete {
            let chunk = Array(rest.prefix(.random(in: 1...40, using: &random)))
            rest = rest.dropFirst(chunk.count)
            var index = 0
            while index < chunk.count, !scanner.isComplete {
                if case .fault = scanner.next(in: chunk.span, at: &index) { return false }
            }
        }
        // A number that stands by itself may go on for all that the scanner knows.
        return scanner.isComplete || scanner.depth == 0
    }

    private static func damagedText(_ random: inout SeededValues) -> [UInt8] {
        var bytes = random.value(depth: 3).jsonBytes()
        for _ in 0..<Int.random(in: 1...3, using: &random) { damage(&bytes, &random) }
        return bytes
    }

    private static func damage(_ bytes: inout [UInt8], _ random: inout SeededValues) {
        let place = Int.random(in: 0...bytes.count, using: &random)
        let structural = Array(#"{}[]",:\u-.e0 "#.utf8)
        switch Int.random(in: 0..<6, using: &random) {
        case 0: bytes.insert(structural.randomElement(using: &random) ?? 0, at: place)
        case 1: bytes.insert(.random(in: .min ... .max, using: &random), at: place)
        case 2: bytes.removeSubrange(place..<min(bytes.count, place + 2))
        case 3: bytes.removeSubrange(place...)
        case 4: bytes += bytes[place...]
        default: if place < bytes.count { bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random) }
        }
    }
}
