// SPDX-License-Identifier: Apache-2.0

internal import SandboxFiles
internal import Synchronization

/// What the threads of one search have found together: all that counts, and the first lines in the order of
/// their paths, however the threads took turns.
final class Findings: Sendable {
    /// The lines of one file.
    struct File: Sendable {
        /// Relative to the sandbox.
        let path: [UInt8]
        var lines: [MatchedLine]
    }

    /// What is counted on the way.
    struct Totals: Sendable, Hashable {
        var matchingLines = 0
        var filesSearched = 0
        var filesMatched = 0
        /// Files that are no text.
        var binaryFiles = 0
        /// Files that stop being text somewhere, where their search ended.
        var partialFiles = 0
        /// Files and folders that could not be read.
        var unreadable = 0
        /// Lines on which the search was given up.
        var costlyLines = 0
        /// Whether time was up before all files were searched.
        var isIncomplete = false
    }

    private struct State {
        var files: [File] = []
        var lines = 0
        var totals = Totals()
        /// No line of a file after this path will be shown.
        var lastPath: [UInt8]?
    }

    private let limit: Int
    private let state = Mutex(State())

    /// Keeps the first `limit` lines.
    init(limit: Int) {
        self.limit = limit
    }

    var totals: Totals { state.withLock(\.totals) }

    /// The files with the lines to show, in the order of their paths.
    var files: [File] {
        state.withLock { state in
            prune(&state)
            return state.files
        }
    }

    /// How many lines of a file are worth keeping.
    func wanted(_ path: [UInt8]) -> Int {
        state.withLock { state in
            guard let last = state.lastPath else { return limit }
            return last.lexicographicallyPrecedes(path) ? 0 : limit
        }
    }

    /// Counts a file that was searched.
    func add(_ outcome: FileSearch.Outcome, _ path: [UInt8]) {
        state.withLock { state in
            state.totals.filesSearched += outcome.isBinary ? 0 : 1
            state.totals.matchingLines += outcome.count
            state.totals.costlyLines += outcome.costlyLines
            if outcome.count > 0 { state.totals.filesMatched += 1 }
            if outcome.isBinary { state.totals.binaryFiles += 1 }
            if outcome.isPartial { state.totals.partialFiles += 1 }
            if outcome.isStopped { state.totals.isIncomplete = true }
            guard !outcome.lines.isEmpty else { return }
            state.files.append(File(path: path, lines: outcome.lines))
            state.lines += outcome.lines.count
            // Sorting only now and then costs little; what is kept meanwhile is bounded all the same.
            if state.lines > 4 * limit { prune(&state) }
        }
    }

    /// Changes what is counted.
    func count(_ change: (inout Totals) -> Void) {
        state.withLock { change(&$0.totals) }
    }

    private func prune(_ state: inout State) {
        state.files.sort { $0.path.lexicographicallyPrecedes($1.path) }
        var kept = 0
        for index in state.files.indices {
            if kept + state.files[index].lines.count >= limit {
                state.files[index].lines.removeLast(kept + state.files[index].lines.count - limit)
                state.files.removeSubrange((index + 1)...)
                state.lastPath = state.files[index].path
                kept = limit
                break
            }
            kept += state.files[index].lines.count
        }
        state.lines = kept
    }
}
