// SPDX-License-Identifier: Apache-2.0

import ChatModel
import JSON
import ToolModel

/// Decides after each step of a loop whether it goes on.
///
/// Pure: it only counts.
struct LoopLimits: Sendable {
    private let settings: TurnLoopSettings
    /// The turns counted so far.
    private(set) var turns = 0
    private var calls = 0
    /// How often each outcome was seen, by the hash of call and result: keeping results would cost their size.
    private var outcomes: [Int: Int] = [:]
    private var isRepeating = false

    init(settings: TurnLoopSettings) {
        self.settings = settings
    }

    /// Counts a turn and the calls that it asks for.
    ///
    /// - Returns: the limit that forbids running them, nil when they may run.
    mutating func countTurn(calls count: Int) -> ChatFailure? {
        turns += 1
        calls += count
        if count > settings.maximumCallsPerTurn {
            return limit(
                "limit_calls",
                "The model asked for \(count) calls at once, at most \(settings.maximumCallsPerTurn) are run."
            )
        }
        if calls > settings.maximumCalls {
            return limit("limit_calls", "The model asked for more than \(settings.maximumCalls) calls.")
        }
        if turns >= settings.maximumTurns {
            return limit("limit_turns", "The model still asked for tools after \(turns) turns.")
        }
        return nil
    }

    /// Counts what came of a call.
    ///
    /// - Returns: whether the same call had the same outcome before, so that the model should be told.
    mutating func countOutcome(name: String, arguments: JSONObject, text: String) -> Bool {
        var hasher = Hasher()
        hasher.combine(name)
        hasher.combine(arguments)
        hasher.combine(text)
        let outcome = hasher.finalize()
        let count = outcomes[outcome, default: 0] + 1
        outcomes[outcome] = count
        if count > settings.maximumRepeats { isRepeating = true }
        return count > 1
    }

    /// The limit that forbids the next turn, nil when it may begin.
    var repetition: ChatFailure? {
        guard isRepeating else { return nil }
        return limit(
            "limit_repeated",
            "The model repeated a call that had the same result \(settings.maximumRepeats) times before.")
    }

    /// The limit on time, for when it is met.
    var time: ChatFailure {
        limit("limit_time", "The turns took longer than \(settings.maximumDuration) together.")
    }

    private func limit(_ code: String, _ message: String) -> ChatFailure {
        ChatFailure(code: code, message: message)
    }
}
