// SPDX-License-Identifier: Apache-2.0

/// One thread's search for the lines of texts that a pattern matches.
struct LineSearch {
    /// A line that matches.
    struct Found {
        /// The line's bytes, without its line end.
        let line: Range<Int>
        /// Where in the text the match begins.
        let start: Int
    }

    /// How a search through a text ended.
    enum Ending {
        case complete
        /// Nobody waits any more.
        case stopped
    }

    /// A search looks up so often, in bytes: a costly pattern spends a second or two on as many.
    private static let windowBytes = 16 << 10
    /// From so many places a search may go on to the end of a long line before it looks up.
    private static let startsAtATime = 4 << 10

    private let pattern: LinePattern
    private let room: PatternRoom
    /// Lines on which the search was given up.
    private(set) var costlyLines = 0

    /// Nil when memory is short.
    init?(_ pattern: LinePattern) {
        guard let room = PatternRoom() else { return nil }
        self.pattern = pattern
        self.room = room
    }

    /// Whether a text on one line, such as a name, matches.
    ///
    /// A search that is given up counts as no match.
    func matches(_ text: String) -> Bool {
        let bytes = text.utf8Span.span
        let pattern = pattern.pattern(isASCII: ByteScan.isASCII(bytes, 0..<bytes.count))
        if case .match = pattern.search(bytes, from: 0, to: bytes.count, room) { return true }
        return false
    }

    /// Finds the lines of `text` that match, in their order.
    ///
    /// `isStopped` is asked every few thousand bytes.
    mutating func search(
        _ text: Span<UInt8>, _ range: Range<Int>, isASCII: Bool, isStopped: () -> Bool,
        found: (Found) -> Void
    ) -> Ending {
        // The line end that closes the text opens no further line.
        let end = range.last.map { text[$0] == Self.lineEnd ? $0 : range.upperBound } ?? range.upperBound
        var start = range.lowerBound
        while start <= end, !range.isEmpty {
            let far = min(start + Self.windowBytes, end)
            let windowEnd = ByteScan.first(Self.lineEnd, in: text, far..<end) ?? end
            if isStopped() { return .stopped }
            let window = start..<windowEnd
            guard searchWindow(text, window, isASCII: isASCII, isStopped, found) else { return .stopped }
            start = windowEnd + 1
        }
        return .complete
    }

    // MARK: - Windows and lines

    private static let lineEnd = UInt8(ascii: "\n")

    /// Searches whole lines, the last without its line end; false when nobody waits any more.
    private mutating func searchWindow(
        _ text: Span<UInt8>, _ window: Range<Int>, isASCII: Bool, _ isStopped: () -> Bool,
        _ found: (Found) -> Void
    ) -> Bool {
        let wanted = pattern.pattern(isASCII: isASCII)
        let literal = pattern.literal(isASCII: isASCII)
        guard let first = literal ?? (pattern.findsAcrossLines ? wanted : nil) else {
            return searchLines(text, window, wanted, isStopped, found)
        }
        let end = Self.content(window, of: text).upperBound
        var position = window.lowerBound
        while position <= end {
            switch search(first, text, position..<end, isStopped) {
            case .absent: return true
            case nil: return false
            case .tooCostly: return searchLines(text, position..<window.upperBound, wanted, isStopped, found)
            case .match(let start, let matchEnd):
                let whole = Self.line(around: start, in: text, window)
                let line = Self.content(whole, of: text)
                if literal == nil, matchEnd <= line.upperBound {
                    found(Found(line: line, start: start))
                } else if !searchLine(text, line, wanted, isStopped, found) {
                    return false
                }
                position = whole.upperBound + 1
            }
        }
        return true
    }

    private mutating func searchLines(
        _ text: Span<UInt8>, _ range: Range<Int>, _ wanted: CompiledPattern, _ isStopped: () -> Bool,
        _ found: (Found) -> Void
    ) -> Bool {
        var start = range.lowerBound
        while start <= range.upperBound {
            let end = ByteScan.first(Self.lineEnd, in: text, start..<range.upperBound) ?? range.upperBound
            let line = Self.content(start..<end, of: text)
            guard searchLine(text, line, wanted, isStopped, found) else { return false }
            start = end + 1
        }
        return true
    }

    /// Searches one line as if nothing stood around it.
    private mutating func searchLine(
        _ text: Span<UInt8>, _ line: Range<Int>, _ wanted: CompiledPattern, _ isStopped: () -> Bool,
        _ found: (Found) -> Void
    ) -> Bool {
        switch search(wanted, text.extracting(line), 0..<line.count, isStopped) {
        case .match(let start, _):
            found(Found(line: line, start: min(line.lowerBound + start, line.upperBound)))
        case .absent:
            break
        case .tooCostly:
            costlyLines += 1
        case nil:
            return false
        }
        return true
    }

    /// Searches a part of `text`; nil when nobody waits any more.
    ///
    /// In a long part the search goes from some places at a time, since from each it may look at all of it.
    private func search(
        _ pattern: CompiledPattern, _ text: Span<UInt8>, _ range: Range<Int>, _ isStopped: () -> Bool
    ) -> CompiledPattern.Answer? {
        guard range.count > 4 * Self.windowBytes else {
            return pattern.search(text, from: range.lowerBound, to: range.upperBound, room)
        }
        var start = range.lowerBound
        while start <= range.upperBound {
            if isStopped() { return nil }
            // Places within a character are none.
            var last = start + Self.startsAtATime
            while last < range.upperBound, text[last] & 0xC0 == 0x80 { last += 1 }
            let answer = pattern.search(text, from: start, last: last - 1, to: range.upperBound, room)
            if answer != .absent { return answer }
            start = last
        }
        return .absent
    }

    /// The line without its line end that `place` is in.
    private static func line(around place: Int, in text: Span<UInt8>, _ window: Range<Int>) -> Range<Int> {
        let start = ByteScan.afterLast(lineEnd, in: text, window.lowerBound..<place)
        let end = ByteScan.first(lineEnd, in: text, place..<window.upperBound) ?? window.upperBound
        return start..<end
    }

    /// A line without the carriage return that belongs to its line end.
    private static func content(_ line: Range<Int>, of text: Span<UInt8>) -> Range<Int> {
        guard let last = line.last, text[last] == UInt8(ascii: "\r") else { return line }
        return line.lowerBound..<last
    }
}
