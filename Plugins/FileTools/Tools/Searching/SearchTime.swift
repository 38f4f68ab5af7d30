// SPDX-License-Identifier: Apache-2.0

internal import ToolKit

/// How long a search may go on: until nobody waits any more, or until there is just time left to answer.
struct SearchTime: Sendable {
    private let context: ToolContext
    private let end: ContinuousClock.Instant?

    init(_ context: ToolContext) {
        self.context = context
        let now = ContinuousClock.now
        // A fifth is left for the threads to stop and for the answer to be put together and sent.
        end = context.deadline.map { now + (now.duration(to: $0) * 4) / 5 }
    }

    /// Whether the search should stop now.
    var isOver: Bool {
        if context.isCancelled { return true }
        return end.map { ContinuousClock.now >= $0 } ?? false
    }

    /// Ends the call if nobody waits for it.
    func checkCancelled() throws {
        try context.checkCancelled()
    }
}
