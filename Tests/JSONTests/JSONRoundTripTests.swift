// SPDX-License-Identifier: Apache-2.0

import Foundation
import JSON
import Testing

/// Values made up by a seeded generator.
///
/// The number of damaged texts is a few thousand, or what TOOLHOST_FUZZ_INPUTS says.
@Suite struct JSONRoundTripTests {
    static let inputs =
        ProcessInfo.processInfo.environment["TOOLHOST_FUZZ_INPUTS"].flatMap { Int($0) } ?? 6_000

    @Test(arguments: UInt64(1)...20)
    func `what is written reads back the same, digits and order included`(_ seed: UInt64) throws {
        var values = SeededValues(seed: seed)
        for _ in 0..<100 {
            let value = values.value()
            for layout in [JSONWriter.Layout.compact, .pretty] {
                let text = value.jsonText(layout)
                let again = try JSONValue(parsing: text, duplicateKeys: .refused)
                #expect(again == value)
                #expect(again.jsonText(layout) == text)
                #expect(again.hashValue == value.hashValue)
            }
        }
    }

    @Test(arguments: UInt64(100)...119)
    func `damaged text is refused, or read as a value that reads back`(_ seed: UInt64) throws {
        var values = SeededValues(seed: seed)
        for _ in 0..<(Self.inputs / 20) {
            var bytes = values.value(depth: 3).jsonBytes()
            for _ in 0..<Int.random(in: 1...3, using: &values) { Self.damage(&bytes, &values) }
            let value: JSONValue
            do throws(JSONError) {
                value = try JSONValue(parsing: bytes)
            } catch {
                #expect((0...bytes.count).contains(error.offset))
                continue
            }
            #expect(try JSONValue(parsing: value.jsonBytes()) == value)
        }
    }

    private static func damage(_ bytes: inout [UInt8], _ random: inout SeededValues) {
        let place = Int.random(in: 0...bytes.count, using: &random)
        let structural = Array(#"{}[]",:\u-.e0 "#.utf8)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: bytes.insert(structural.randomElement(using: &random) ?? 0, at: place)
        case 1: bytes.insert(.random(in: .min ... .max, using: &random), at: place)
        case 2: bytes.removeSubrange(place..<min(bytes.count, place + 2))
        default: bytes.removeSubrange(place...)
        }
    }

    @Test(arguments: UInt64(200)...209)
    func `decimals compare as their scaled integers do`(_ seed: UInt64) throws {
        var random = SeededValues(seed: seed)
        for _ in 0..<200 {
            let left = Int64.random(in: -5000...5000, using: &random)
            let right = Int64.random(in: -5000...5000, using: &random)
            let power = Int.random(in: -30...30, using: &random)
            let (first, second) = (
                JSONNumber(text: "\(left)e\(power)"), JSONNumber(text: "\(right)e\(power)")
            )
            let one = try #require(first), other = try #require(second)
            #expect((one < other) == (left < right))
            #expect((one == other) == (left == right))
            if right != 0 { #expect(one.isMultiple(of: other) == left.isMultiple(of: right)) }
        }
    }
}
