// SPDX-License-Identifier: Apache-2.0

import ChatModel
import JSON
import Prompting
import ToolModel

/// What the demo model says next: calls, or a text.
enum DemoAnswer: Sendable, Equatable {
    case calls([ChatToolCall])
    case text(String)

    /// Decides by the rules; the same request always gets the same answer.
    init(to conversation: DemoConversation) {
        let steps = DemoRules.steps(in: conversation.question)
        let known = steps.filter { conversation.offeredName(of: $0.tool) != nil }
        let missing = steps.filter { conversation.offeredName(of: $0.tool) == nil }
        guard !known.isEmpty else {
            self = .text(DemoTalk.reply(to: conversation, wanting: missing))
            return
        }
        let done = conversation.outcomes.count
        guard done < known.count else {
            self = .text(DemoTalk.report(on: conversation.outcomes, of: known, missing: missing))
            return
        }
        // Steps go together up to the first that needs what an earlier one brings.
        var batch = [known[done]]
        for step in known.dropFirst(done + 1) {
            if step.resultsArgument != nil { break }
            batch.append(step)
        }
        // Taught dialects leave no calls in the transcript to count: results stand for them.
        let earlier = max(conversation.callCount, done)
        self = .calls(
            batch.enumerated().map { index, step in
                Self.call(step, number: earlier + index + 1, conversation, known)
            })
    }

    private static func call(
        _ step: DemoStep, number: Int, _ conversation: DemoConversation, _ steps: [DemoStep]
    ) -> ChatToolCall {
        var arguments = step.arguments
        if let name = step.resultsArgument {
            let lines = zip(steps, conversation.outcomes).map { "\($0.subject): \($1.text)" }
            arguments[name] = .string(lines.joined(separator: "\n") + "\n")
        }
        return ChatToolCall(
            id: "call_\(number)", name: conversation.offeredName(of: step.tool) ?? step.tool,
            arguments: JSONValue.object(arguments).jsonText())
    }

    // MARK: - Deltas

    /// The answer in a dialect, piece by piece as a model writes it, without identity and usage.
    func deltas(in dialect: ToolCallFormat) -> [ChatDelta] {
        switch self {
        case .text(let text):
            return Self.pieces(of: text).map { .content($0) } + [.finish(.stop)]
        case .calls(let calls):
            guard let text = Self.text(of: calls, in: dialect) else {
                return calls.enumerated().flatMap(Self.native) + [.finish(.toolCalls)]
            }
            return Self.pieces(of: text).map { .content($0) } + [.finish(.stop)]
        }
    }

    private static func native(_ index: Int, _ call: ChatToolCall) -> [ChatDelta] {
        let head = ToolCallDelta(index: index, id: call.id, name: call.name, arguments: "")
        let rest = pieces(of: call.arguments).map { ToolCallDelta(index: index, arguments: $0) }
        return ([head] + rest).map { .toolCall($0) }
    }

    /// Nil for a dialect that is not plain text.
    private static func text(of calls: [ChatToolCall], in dialect: ToolCallFormat) -> String? {
        guard dialect == .action else { return PromptBuilder(format: dialect).text(of: calls, tools: []) }
        // As a model writes it, not as the prompt shows it.
        return calls.map { call in
            "{\"action\": \(JSONValue.string(call.name).jsonText()), \"params\": \(call.arguments)}"
        }.joined(separator: "\n")
    }

    /// The longest piece, in characters; small, so that everything downstream sees cuts everywhere.
    private static let pieceLength = 4

    /// The text in pieces that end after white space or at `pieceLength` characters.
    static func pieces(of text: String) -> [String] {
        var pieces: [String] = []
        var piece = ""
        for character in text {
            piece.append(character)
            if character.isWhitespace || piece.count == pieceLength {
                pieces.append(piece)
                piece = ""
            }
        }
        return piece.isEmpty ? pieces : pieces + [piece]
    }
}
