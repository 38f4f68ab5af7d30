// SPDX-License-Identifier: Apache-2.0

import ChatModel
import JSON
import ToolModel

/// What a turn and its calls add to the conversation that the model sees.
struct TurnTranscript {
    private let turn: Turn
    private let outcomes: [String: CallOutcome]
    private let settings: TurnLoopSettings

    init(_ turn: Turn, _ outcomes: [CallOutcome], settings: TurnLoopSettings) {
        self.turn = turn
        self.outcomes = Dictionary(outcomes.map { ($0.call.id, $0) }) { first, _ in first }
        self.settings = settings
    }

    /// The assistant's message with its calls, an answer to each, and what to correct where a call had no name.
    func messages(counting limits: inout LoopLimits) -> [ChatMessage] {
        var assistant = ChatMessage(role: .assistant, text: turn.text)
        if !turn.reasoning.isEmpty { assistant.reasoning = turn.reasoning }
        var answers: [ChatMessage] = []
        var unreadable: [String] = []
        for (position, item) in turn.items.enumerated() {
            switch item {
            case .call(let call):
                guard let outcome = outcomes[call.id] else { continue }
                assistant.toolCalls.append(ChatToolCall(call))
                let isRepeat = limits.countOutcome(
                    name: call.name, arguments: call.arguments, text: outcome.text)
                answers.append(answer(to: call.id, cut(outcome.text), isRepeat: isRepeat))
            case .rejected(let failure):
                let isRepeat = limits.countOutcome(
                    name: failure.toolName ?? "", arguments: failure.data ?? [:], text: failure.message)
                guard let name = failure.toolName, ToolName.isValid(name) else {
                    unreadable.append(failure.message)
                    continue
                }
                let id = failure.callID ?? "rejected_\(position + 1)"
                assistant.toolCalls.append(
                    ChatToolCall(id: id, name: name, arguments: failure.readableArguments))
                answers.append(answer(to: id, failure.correction, isRepeat: isRepeat))
            }
        }
        return [assistant] + answers + correction(of: unreadable)
    }

    private func answer(to id: String, _ text: String, isRepeat: Bool) -> ChatMessage {
        let nudge = "\n\nThis call was made before with the same result. Use it, or do something else."
        return ChatMessage(
            role: .tool, content: .text(isRepeat ? text + nudge : text), toolCallID: id)
    }

    /// A message to the model about calls that had not even a name to answer under.
    private func correction(of messages: [String]) -> [ChatMessage] {
        guard !messages.isEmpty else { return [] }
        let text = (messages + ["No tool was run for it. Write the call again, or answer without a tool."])
            .joined(separator: "\n")
        return [ChatMessage(role: .user, text: text)]
    }

    /// The text within the limit, with word of what was left out.
    private func cut(_ text: String) -> String {
        guard text.utf8.count > settings.resultTextBytes else { return text }
        var end = text.utf8.index(text.startIndex, offsetBy: settings.resultTextBytes)
        while UTF8.isContinuation(text.utf8[end]) { end = text.utf8.index(before: end) }
        let left = text.utf8.count - text[..<end].utf8.count
        return text[..<end] + "\n[cut here: \(left) more bytes were left out]"
    }
}

extension ChatToolCall {
    fileprivate init(_ call: ToolCall) {
        self.init(id: call.id, name: call.name, arguments: JSONValue.object(call.arguments).jsonText())
    }
}

extension ChatFailure {
    fileprivate var toolName: String? {
        data?["action"]?.string
    }

    /// The arguments where they can be read, else none: templates fail on arguments that are not JSON.
    ///
    /// The preview is the arguments of a native call, or the whole of a call in the text.
    fileprivate var readableArguments: String {
        let written: JSONObject?
        do {
            written = try JSONValue(parsing: data?["preview"]?.string ?? "").object
        } catch {
            return "{}"
        }
        guard let written else { return "{}" }
        let isWholeCall = written["action"] != nil || written["name"] != nil
        let inner = ["params", "arguments", "parameters"].lazy.compactMap { written[$0]?.object }.first
        return JSONValue.object(isWholeCall ? inner ?? [:] : written).jsonText()
    }

    /// What the model needs to do better.
    fileprivate var correction: String {
        var text = "Error: \(message) Nothing was run."
        if let preview = data?["preview"]?.string, !preview.isEmpty { text += "\nYou wrote: \(preview)" }
        return text + "\nCorrect the call and send it again, or answer without it."
    }
}
