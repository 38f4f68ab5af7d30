// SPDX-License-Identifier: Apache-2.0

import ChatModel

/// How a run ended, and what its client is still to be told.
struct RunEnding: Sendable {
    var finish: FinishReason
    /// The limit that was met, or the upstream's failure.
    private(set) var failure: ChatFailure?
    private(set) var usage: TokenUsage?
    private(set) var lastTurn: Turn?

    init(
        finish: FinishReason, failure: ChatFailure? = nil, usage: TokenUsage? = nil, lastTurn: Turn? = nil
    ) {
        self.finish = finish
        self.failure = failure
        self.usage = usage
        self.lastTurn = lastTurn
    }

    /// Takes a turn as the last one and adds its usage to the sum.
    mutating func add(_ turn: Turn) {
        lastTurn = turn
        if let used = turn.usage { usage = usage.map { $0 + used } ?? used }
    }

    func with(finish: FinishReason) -> RunEnding {
        var ending = self
        ending.finish = finish
        return ending
    }

    func with(limit: ChatFailure) -> RunEnding {
        var ending = self
        ending.finish = .limit
        ending.failure = limit
        return ending
    }

    func with(upstreamFailure failure: ChatFailure) -> RunEnding {
        var ending = self
        ending.finish = .error
        ending.failure = failure
        return ending
    }

    /// The closing events: what went wrong, the usage, `done`.
    var events: [ChatEvent] {
        var events: [ChatEvent] = []
        if let failure { events.append(.failure(failure)) }
        if let usage { events.append(.usage(usage)) }
        events.append(.done(finish))
        return events
    }
}
