// SPDX-License-Identifier: Apache-2.0

import ChatModel
import JSON
import TestSupport
import Testing
import ToolModel

@testable import ToolCallParsing

@Suite struct HoldBackTests {
    /// The most bytes that are held after any byte of a text without calls.
    private func holdBack(_ text: String) throws -> Int {
        var parser = ToolCallParser(catalog: try ParserRun.catalog())
        var events: [ChatEvent] = []
        var given = 0
        var worst = 0
        for character in text {
            let piece = String(character)
            given += piece.utf8.count
            parser.feed(.content(piece), into: &events)
            worst = max(worst, given - StreamOutcome(events).text.utf8.count)
        }
        return worst
    }

    @Test(arguments: StreamCase.all.filter { $0.source["max_holdback"] != nil })
    func `no more is held than the case allows`(_ testCase: StreamCase) throws {
        let text = String(decoding: (testCase.chunks ?? []).joined(), as: UTF8.self)
        #expect(try holdBack(text) <= testCase.source["max_holdback"]?.int ?? 0)
    }

    @Test(arguments: [
        ("plain words and numbers, 1 + 1 = 2.", 0), ("naïve 北京 😀", 0), ("a < b and x<y", 2),
        ("See [1] and {x}.", 2), ("the functools module", 9), ("x `b` ~c~ ```d``` e", 0),
    ])
    func `after a byte that begins no marker nothing is held`(_ text: String, _ allowed: Int) throws {
        #expect(try holdBack(text) <= allowed)
    }

    @Test func `markers hold less than their length`() throws {
        let longest = Grammar.of(.auto).afterCall.markers.map(\.text.utf8.count).max() ?? 0
        for marker in Grammar.of(.auto).text.markers where marker.text.utf8.count > 1 {
            let start = String(marker.text.dropLast())
            #expect(try holdBack("x \(start)\u{1}") < longest)
        }
    }

    @Test func `no marker is the beginning of another, save the one-byte ones`() {
        let markers = Grammar.of(.auto).afterCall.markers.map(\.text).filter { $0.utf8.count > 1 }
        for marker in markers {
            #expect(!markers.contains { $0 != marker && $0.utf8.starts(with: marker.utf8) }, "\(marker)")
        }
    }
}
