// SPDX-License-Identifier: Apache-2.0

import JSON
import Testing

/// Values made up by a seeded generator.
@Suite struct JSONRoundTripTests {
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
