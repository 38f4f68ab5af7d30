// SPDX-License-Identifier: Apache-2.0

/// A line that a search found, as it is shown.
struct MatchedLine: Sendable, Hashable {
    /// A longer line is cut around its match, in bytes: some lines of minified files have megabytes.
    static let shownBytes = 500
    /// What is shown before the match of a line that is cut.
    private static let bytesBefore = 120

    /// From 1 on.
    let number: Int
    let text: String

    init(number: Int, text: String) {
        self.number = number
        self.text = text
    }

    /// The line `range` of `bytes`, cut around `place` when it is long.
    init(number: Int, _ bytes: [UInt8], _ range: Range<Int>, around place: Int) {
        self.number = number
        var line = bytes[range]
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        guard line.count > Self.shownBytes else {
            text = String(decoding: line, as: UTF8.self)
            return
        }
        let wanted = max(line.startIndex, min(place - Self.bytesBefore, line.endIndex - Self.shownBytes))
        var shown = line[wanted...].prefix(Self.shownBytes)
        shown = shown.dropFirst(TextBorders.leading(shown, .utf8))
        shown = shown.dropLast(TextBorders.trailing(shown, .utf8))
        text =
            (shown.startIndex > line.startIndex ? "…" : "") + String(decoding: shown, as: UTF8.self)
            + (shown.endIndex < line.endIndex ? "…" : "")
    }
}
