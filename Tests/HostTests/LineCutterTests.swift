// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Host

@Suite struct LineCutterTests {
    private static let text = Array("one\n\ntwo, which is long\r\nthree".utf8)
    private static let lines = ["one", "", "two, which is long\r", "three"].map {
        LineCutter.Line.bytes(Array($0.utf8))
    }

    private static func lines(of pieces: [[UInt8]], limitBytes: Int = 100) -> [LineCutter.Line] {
        var cutter = LineCutter(limitBytes: limitBytes)
        var lines = pieces.flatMap { cutter.feed($0) }
        if let last = cutter.finish() { lines.append(last) }
        return lines
    }

    @Test(arguments: 0...text.count)
    func `the cut of the bytes makes no difference`(at cut: Int) {
        #expect(Self.lines(of: [Array(Self.text[..<cut]), Array(Self.text[cut...])]) == Self.lines)
    }

    @Test func `a line feed at the end begins no line`() {
        #expect(Self.lines(of: [Array("a\n".utf8)]) == [.bytes([0x61])])
        #expect(Self.lines(of: []).isEmpty)
    }

    @Test(arguments: 0...9)
    func `a line over the limit is dropped, its neighbours are not`(at cut: Int) {
        let text = Array("ab\ncdef\ngh".utf8)
        let lines = Self.lines(of: [Array(text[..<cut]), Array(text[cut...])], limitBytes: 3)
        #expect(lines == [.bytes(Array("ab".utf8)), .tooLong, .bytes(Array("gh".utf8))])
    }
}
