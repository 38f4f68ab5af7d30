// SPDX-License-Identifier: Apache-2.0

import ChatModel
import EventCoding
import JSON
import OpenAICoding
import ToolLoop
import ToolModel

/// The body of `/chat` without streaming: OpenAI's `chat.completion`, and `chunks`, the events of a stream.
struct ChatAnswer {
    private let outcome: TurnOutcome
    private let requestID: String
    private let now: Int

    /// - Parameters:
    ///   - outcome: what came of the request.
    ///   - requestID: stands in for an id that the upstream did not give.
    ///   - now: seconds since 1970, where the upstream gave no time.
    init(_ outcome: TurnOutcome, requestID: String, now: Int) {
        self.outcome = outcome
        self.requestID = requestID
        self.now = now
    }

    var json: JSONValue {
        let completion = outcome.completion
        let identity = completion.identity
        var body: JSONObject = [
            "id": .string(identity.id.isEmpty ? "chatcmpl-\(requestID)" : identity.id),
            "object": "chat.completion",
            "created": JSONValue(identity.created == 0 ? now : identity.created),
            "model": .string(identity.model),
            "choices": [
                [
                    "index": 0, "message": .object(message), "logprobs": nil,
                    "finish_reason": .string(completion.finishReason.name),
                ]
            ],
        ]
        if let usage = completion.usage { body["usage"] = .object(usage.openAI) }
        body["chunks"] = .array(outcome.events.map(\.json))
        return .object(body)
    }

    private var message: JSONObject {
        let completion = outcome.completion
        var message = ChatMessage(role: .assistant, text: content)
        message.reasoning = completion.reasoning
        message.toolCalls = outcome.toolCalls.map {
            ChatToolCall(id: $0.id, name: $0.name, arguments: JSONValue.object($0.arguments).jsonText())
        }
        return message.openAI
    }

    /// What the model wrote; calls that came without any text are written out in the first dialect.
    ///
    /// The blank lines that many models write between their thoughts and a call are no text.
    private var content: String {
        let completion = outcome.completion
        let isBlank = completion.content.allSatisfy(\.isWhitespace)
        guard isBlank, !completion.toolCalls.isEmpty else { return completion.content }
        return outcome.toolCalls.map { JSONValue.object($0.members).jsonText() }.joined(separator: "\n")
    }
}
