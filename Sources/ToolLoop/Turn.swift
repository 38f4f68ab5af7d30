// SPDX-License-Identifier: Apache-2.0

import ChatModel
import ToolModel

/// One answer of the model, gathered while its events go by.
struct Turn: Sendable {
    /// A call in the order of its appearance.
    enum Item: Sendable {
        case call(ToolCall)
        case rejected(ChatFailure)
    }

    private(set) var text = ""
    private(set) var reasoning = ""
    private(set) var items: [Item] = []
    private(set) var usage: TokenUsage?
    private(set) var finish = FinishReason.error
    /// The turn in one piece, where it came so.
    var completion: ChatCompletion?
    private let keepsText: Bool
    private let textLimit: Int

    /// - Parameters:
    ///   - keepsText: whether the text is wanted for a transcript.
    ///   - textLimit: the most of it that is kept, in bytes; of the rest only the events tell.
    init(keepsText: Bool, textLimit: Int) {
        self.keepsText = keepsText
        self.textLimit = textLimit
    }

    var calls: [ToolCall] {
        items.compactMap { if case .call(let call) = $0 { call } else { nil } }
    }

    var hasRejections: Bool {
        items.contains { if case .rejected = $0 { true } else { false } }
    }

    /// Notes what the events say and takes out those that only end a turn: `usage` and `done`.
    mutating func note(_ events: inout [ChatEvent]) {
        var hasEnd = false
        for index in events.indices {
            switch events[index] {
            case .text where !keepsText, .reasoning where !keepsText: break
            case .text(let text): keep(text, in: \.text)
            case .reasoning(let text): keep(text, in: \.reasoning)
            case .call(let call, _): items.append(.call(call))
            case .failure(let failure) where failure.isAboutCall: items.append(.rejected(failure))
            case .usage(let usage):
                self.usage = usage
                hasEnd = true
            case .done(let reason):
                finish = reason
                hasEnd = true
            case .callStarted, .argumentsDelta, .progress, .approval, .result, .failure: break
            }
        }
        if hasEnd { events.removeAll(where: \.endsTurn) }
    }

    private mutating func keep(_ more: String, in path: WritableKeyPath<Turn, String>) {
        guard self[keyPath: path].utf8.count + more.utf8.count <= textLimit else { return }
        self[keyPath: path] += more
    }
}

extension ChatEvent {
    fileprivate var endsTurn: Bool {
        switch self {
        case .usage, .done: true
        default: false
        }
    }
}

extension ChatFailure {
    /// The codes that the parser gives to calls which it could not accept.
    private static let callCodes: Set<String> = [
        "unknown_tool", "tool_call_malformed", "tool_call_truncated", "invalid_arguments", "missing_name",
    ]

    /// Whether one call was refused, as opposed to the turn having failed.
    var isAboutCall: Bool {
        callID != nil || Self.callCodes.contains(code)
    }
}
