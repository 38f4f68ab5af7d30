// SPDX-License-Identifier: Apache-2.0

import ChatModel
import JSON
import ToolModel

/// Events with neighbours of one kind joined, so that only what they say counts.
struct StreamOutcome: Equatable, Sendable {
    var events: [ChatEvent] = []

    init(_ events: [ChatEvent]) {
        for event in events {
            switch (self.events.last, event) {
            case (.text(let before), .text(let more)):
                self.events[self.events.count - 1] = .text(before + more)
            case (.reasoning(let before), .reasoning(let more)):
                self.events[self.events.count - 1] = .reasoning(before + more)
            case (.argumentsDelta(let id, let before), .argumentsDelta(let other, let more)) where id == other:
                self.events[self.events.count - 1] = .argumentsDelta(id: id, text: before + more)
            default:
                self.events.append(event)
            }
        }
    }

    /// Equal to the byte: Swift's own comparison of strings would pass over normalisation.
    static func == (left: StreamOutcome, right: StreamOutcome) -> Bool {
        left.events == right.events && left.text.utf8.elementsEqual(right.text.utf8)
            && left.reasoning.utf8.elementsEqual(right.reasoning.utf8)
    }

    var text: String {
        events.compactMap { if case .text(let text) = $0 { text } else { nil } }.joined()
    }

    var reasoning: String {
        events.compactMap { if case .reasoning(let text) = $0 { text } else { nil } }.joined()
    }

    var calls: [ToolCall] {
        events.compactMap { if case .call(let call, _) = $0 { call } else { nil } }
    }

    var failures: [ChatFailure] {
        events.compactMap { if case .failure(let failure) = $0 { failure } else { nil } }
    }

    var finish: FinishReason? {
        if case .done(let reason) = events.last { reason } else { nil }
    }

    /// The kinds of events in their order, as the case file names them.
    var order: [String] {
        events.compactMap { event in
            switch event {
            case .text: "text"
            case .reasoning: "reasoning"
            case .call: "call"
            case .failure: "error"
            default: nil
            }
        }
    }
}
