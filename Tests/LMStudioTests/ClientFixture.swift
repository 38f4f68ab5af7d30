// SPDX-License-Identifier: Apache-2.0

import ChatModel
import LMStudio
import Logging
import NIOCore
import Synchronization
import TestSupport

/// A clock that stands still until a test moves it, and notes the pauses that would have been.
final class ManualTime: Sendable {
    private struct Alarm {
        var deadline: NIODeadline
        var action: @Sendable () -> Void
    }

    private struct State {
        var now = NIODeadline.uptimeNanoseconds(1)
        var pauses: [Duration] = []
        var alarms: [Int: Alarm] = [:]
        var alarmCount = 0
    }

    private let state = Mutex(State())

    var pauses: [Duration] { state.withLock { $0.pauses } }

    var time: ClientTime {
        ClientTime(
            now: { self.state.withLock { $0.now } },
            schedule: { _, deadline, action in self.schedule(Alarm(deadline: deadline, action: action)) },
            sleep: { pause in self.state.withLock { $0.pauses.append(pause) } },
            random: { 1 }
        )
    }

    /// Moves the clock and rings what is due.
    func advance(by duration: Duration) {
        let due = state.withLock { state in
            state.now = state.now + TimeAmount(duration)
            let due = state.alarms.filter { $0.value.deadline <= state.now }
            for ticket in due.keys { state.alarms[ticket] = nil }
            return due.values
        }
        for alarm in due { alarm.action() }
    }

    private func schedule(_ alarm: Alarm) -> @Sendable () -> Void {
        let ticket = state.withLock { state in
            state.alarmCount += 1
            state.alarms[state.alarmCount] = alarm
            return state.alarmCount
        }
        return { self.state.withLock { $0.alarms[ticket] = nil } }
    }
}

extension LMStudioSettings {
    /// Settings for servers on loopback, with waits that no test meets unless it says so.
    static func loopback(_ urls: String...) throws -> LMStudioSettings {
        LMStudioSettings(
            urls: try urls.map { url throws in try UpstreamURL(url) }, model: "test-model",
            connectTimeout: .seconds(60))
    }
}

/// Runs `body` with a client of a scripted upstream.
func withClient<Result: Sendable>(
    _ replies: [ScriptedReply], change: (inout LMStudioSettings) -> Void = { _ in },
    _ body: (LMStudioClient, ScriptedUpstream, ManualTime) async throws -> Result
) async throws -> Result {
    try await withScriptedUpstream(replies) { upstream in
        var settings = try LMStudioSettings.loopback(upstream.url)
        change(&settings)
        let clock = ManualTime()
        return try await LMStudioClient(settings: settings, logger: .quiet, time: clock.time).run { client in
            try await body(client, upstream, clock)
        }
    }
}

extension Logger {
    /// For clients whose messages no test reads.
    static var quiet: Logger { Logger(label: "test") { _ in SwiftLogNoOpLogHandler() } }
}

extension ChatRequest {
    static let hello = ChatRequest(messages: [ChatMessage(role: .user, text: "Hello")])
}

extension ChatDeltaStream {
    /// All deltas to the end.
    func collect() async throws -> [ChatDelta] {
        var deltas: [ChatDelta] = []
        for try await batch in self { deltas += batch }
        return deltas
    }
}

extension [ChatDelta] {
    /// The content deltas joined.
    var text: String {
        reduce(into: "") { text, delta in
            if case .content(let piece) = delta { text += piece }
        }
    }

    /// The codes of the failures.
    var failureCodes: [String] {
        compactMap { delta in
            if case .failure(let failure) = delta { failure.code } else { nil }
        }
    }
}
