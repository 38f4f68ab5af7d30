// SPDX-License-Identifier: Apache-2.0

import ChatModel
import JSON
import OpenAICoding

/// The body of `/v1/chat/completions` without streaming.
struct CompletionAnswer {
    /// One completion for each choice.
    let completions: [ChatCompletion]
    /// Stands in for what the upstream did not give.
    let identity: ChatStreamIdentity

    var json: JSONValue {
        let identity = identity.completed(by: completions.count == 1 ? completions.first?.identity : nil)
        var body: JSONObject = [
            "id": .string(identity.id),
            "object": "chat.completion",
            "created": JSONValue(identity.created),
            "model": .string(identity.model),
            "choices": .array(completions.enumerated().map { Self.choice($0.offset, $0.element) }),
        ]
        if let usage = TokenUsage(ofChoices: completions.map(\.usage)) {
            body["usage"] = .object(usage.openAI)
        }
        return .object(body)
    }

    private static func choice(_ index: Int, _ completion: ChatCompletion) -> JSONValue {
        var message = ChatMessage(role: .assistant, text: completion.content)
        message.reasoning = completion.reasoning
        message.toolCalls = completion.toolCalls
        var members = message.openAI
        if completion.content.isEmpty, !completion.toolCalls.isEmpty { members["content"] = .null }
        return [
            "index": JSONValue(index), "message": .object(members), "logprobs": nil,
            "finish_reason": .string(completion.finishReason.name),
        ]
    }
}

extension ChatStreamIdentity {
    /// What the upstream gave, and from here what it did not give.
    func completed(by upstream: ChatStreamIdentity?) -> ChatStreamIdentity {
        guard let upstream else { return self }
        return ChatStreamIdentity(
            id: upstream.id.isEmpty ? id : upstream.id,
            model: upstream.model.isEmpty ? model : upstream.model,
            created: upstream.created == 0 ? created : upstream.created)
    }
}

extension TokenUsage {
    /// The counts of several completions of one prompt; nil where the upstream gave none.
    init?(ofChoices usages: [TokenUsage?]) {
        guard var sum = usages.first ?? nil else { return nil }
        for case var usage? in usages.dropFirst() {
            // The prompt is one and the same, and OpenAI counts it once.
            usage.promptTokens = 0
            usage.details["prompt_tokens_details"] = nil
            usage.totalTokens = usage.completionTokens
            sum = sum + usage
        }
        self = sum
    }
}
