// SPDX-License-Identifier: Apache-2.0

import ChatModel
import ToolModel

/// Whether a turn counts as carried out.
struct TurnVerdict: Sendable {
    /// The turn as a whole failed, was denied a call, ran into a limit or was stopped.
    private(set) var hasFailed = false
    /// A call came to no result, or to one that is an error.
    private(set) var hasFailedCall = false
    private var isDone = false
    /// Ctrl-C ended it.
    var wasStopped = false {
        didSet { hasFailed = hasFailed || wasStopped }
    }

    mutating func fail() {
        hasFailed = true
    }

    mutating func note(_ events: [ChatEvent]) {
        for event in events {
            switch event {
            case .failure(let failure):
                if failure.callID == nil { hasFailed = true }
                hasFailedCall = true
            case .result(_, let result, _):
                if result.isError { hasFailedCall = true }
            case .done(let reason):
                isDone = true
                if reason == .error || reason == .limit || reason == .cancelled { hasFailed = true }
            case .text, .reasoning, .callStarted, .argumentsDelta, .call, .progress, .approval, .usage:
                break
            }
        }
    }

    /// What a reader still misses: word of the end, unless it was there.
    var closingEvents: [ChatEvent] {
        if isDone { return [] }
        return [.done(wasStopped ? .cancelled : .stop)]
    }
}
