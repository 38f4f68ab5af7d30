// SPDX-License-Identifier: Apache-2.0

internal import SandboxFiles

/// One thread's search through files, with the buffer it reads them into.
struct FileSearch {
    /// What was found in a file.
    struct Outcome {
        /// How many lines match.
        var count = 0
        /// The first of them.
        var lines: [MatchedLine] = []
        /// Whether the file is no text, so that nothing was searched.
        var isBinary = false
        /// Whether it stops being text somewhere, where the search ended.
        var isPartial = false
        /// Whether the search ended before the file did.
        var isStopped = false
        /// Lines on which the search was given up.
        var costlyLines = 0
    }

    private var search: LineSearch
    private var chunks = LineChunks()

    /// Nil when memory is short.
    init?(_ pattern: LinePattern) {
        guard let search = LineSearch(pattern) else { return nil }
        self.search = search
    }

    /// Searches `file` and keeps the first `limit` lines that match.
    mutating func search(
        _ file: borrowing Descriptor, keeping limit: Int, isStopped: () -> Bool
    ) throws(SystemError) -> Outcome {
        var outcome = Outcome()
        let costlyBefore = search.costlyLines
        var lastNumber = 0
        var hasText = false
        chunks.restart()
        while try chunks.next(of: file) {
            hasText = true
            let bytes = chunks.bytes
            var number = chunks.firstLine
            var counted = chunks.range.lowerBound
            let ending = search.search(
                bytes.span, chunks.range, isASCII: chunks.isASCII, isStopped: isStopped
            ) { found in
                number += ByteScan.count(UInt8(ascii: "\n"), in: bytes.span, counted..<found.line.lowerBound)
                counted = found.line.lowerBound
                // A line that came in several pieces is one.
                guard number != lastNumber else { return }
                lastNumber = number
                outcome.count += 1
                guard outcome.lines.count < limit else { return }
                outcome.lines.append(
                    MatchedLine(number: number, bytes, found.line, around: found.start))
            }
            if ending == .stopped {
                outcome.isStopped = true
                break
            }
        }
        outcome.isBinary = chunks.kind == .binary && !hasText
        outcome.isPartial = chunks.kind == .binary && hasText
        outcome.costlyLines = search.costlyLines - costlyBefore
        return outcome
    }

    /// The lines of `file` that have these numbers, as far as there are any.
    mutating func lines(
        _ numbers: Set<Int>, of file: borrowing Descriptor, isStopped: () -> Bool
    ) throws(SystemError) -> [Int: MatchedLine] {
        var lines: [Int: MatchedLine] = [:]
        let last = numbers.max() ?? 0
        chunks.restart()
        while try chunks.next(of: file), chunks.firstLine <= last, !isStopped() {
            let bytes = chunks.bytes
            var number = chunks.firstLine
            var start = chunks.range.lowerBound
            while start < chunks.range.upperBound, number <= last {
                let rest = start..<chunks.range.upperBound
                let end = ByteScan.first(UInt8(ascii: "\n"), in: bytes.span, rest) ?? rest.upperBound
                if numbers.contains(number), lines[number] == nil {
                    lines[number] = MatchedLine(number: number, bytes, start..<end, around: start)
                }
                start = end + 1
                number += 1
            }
        }
        return lines
    }
}
