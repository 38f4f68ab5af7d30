// SPDX-License-Identifier: Apache-2.0

public import ChatModel
public import JSON

extension ChatCompletion {
    /// Reads a `chat.completion` body as leniently as streamed chunks are read.
    ///
    /// - Parameter value: the body; only its first choice counts.
    /// - Throws: `OpenAICodingError` when there is no choice with a message.
    public init(openAI value: JSONValue) throws(OpenAICodingError) {
        let root = JSONPointer()
        let members = try value.object(at: root)
        let choices = try members.required("choices", at: root).array(at: root.appending("choices"))
        let place = root.appending("choices").appending(0)
        guard let choice = choices.first else { throw OpenAICodingError("is missing", at: place) }
        let message = try choice.object(at: place).required("message", at: place)
        _ = try message.object(at: place.appending("message"))
        var deltas: [ChatDelta] = []
        var decoder = ChatDeltaDecoder()
        decoder.feed(value, into: &deltas)
        decoder.finish(into: &deltas)
        self.init(joining: deltas)
    }

    /// The completion that a stream of deltas spells; failures in it are ignored.
    ///
    /// - Parameter deltas: the deltas of one whole stream, tool calls told apart by their index.
    public init(joining deltas: some Sequence<ChatDelta>) {
        self.init(
            identity: ChatStreamIdentity(id: "", model: "", created: 0), content: "", finishReason: .stop)
        var positions: [Int: Int] = [:]
        for delta in deltas {
            switch delta {
            case .start(let identity): self.identity = identity
            case .reasoning(let text): reasoning = (reasoning ?? "") + text
            case .content(let text): content += text
            case .toolCall(let call):
                let position: Int
                if let known = positions[call.index ?? 0] {
                    position = known
                } else {
                    position = toolCalls.count
                    positions[call.index ?? 0] = position
                    toolCalls.append(ChatToolCall(id: "", name: "", arguments: ""))
                }
                if let id = call.id, !id.isEmpty { toolCalls[position].id = id }
                if let name = call.name, !name.isEmpty { toolCalls[position].name = name }
                toolCalls[position].arguments += call.arguments ?? ""
            case .finish(let reason): finishReason = reason
            case .usage(let usage): self.usage = usage
            case .failure: break
            }
        }
    }

    /// The `chat.completion` body.
    public var openAI: JSONObject {
        var message: JSONObject = ["role": "assistant", "content": .string(content)]
        if let reasoning { message["reasoning_content"] = .string(reasoning) }
        if !toolCalls.isEmpty { message["tool_calls"] = .array(toolCalls.map { .object($0.openAI) }) }
        var body: JSONObject = [
            "id": .string(identity.id), "object": "chat.completion", "created": JSONValue(identity.created),
            "model": .string(identity.model),
            "choices": [
                ["index": 0, "message": .object(message), "finish_reason": .string(finishReason.name)]
            ],
        ]
        if let usage { body["usage"] = .object(usage.openAI) }
        return body
    }
}

extension TokenUsage {
    /// Reads a `usage` object; nil when it holds no counts.
    ///
    /// - Parameter value: `{"prompt_tokens":…,"completion_tokens":…,"total_tokens":…}`; a missing total is the sum.
    public init?(openAI value: JSONValue) {
        let prompt = value["prompt_tokens"]?.int
        let completion = value["completion_tokens"]?.int
        guard prompt != nil || completion != nil else { return nil }
        let sum =
            TokenUsage(promptTokens: prompt ?? 0, completionTokens: 0, totalTokens: prompt ?? 0)
            + TokenUsage(promptTokens: 0, completionTokens: completion ?? 0, totalTokens: completion ?? 0)
        self = sum
        if let total = value["total_tokens"]?.int { totalTokens = total }
        for (name, count) in value.object ?? [:] where !Self.ownMembers.contains(name) {
            details[name] = count
        }
    }

    /// The `usage` object.
    public var openAI: JSONObject {
        var members: JSONObject = [
            "prompt_tokens": JSONValue(promptTokens), "completion_tokens": JSONValue(completionTokens),
            "total_tokens": JSONValue(totalTokens),
        ]
        for (name, count) in details where !Self.ownMembers.contains(name) { members[name] = count }
        return members
    }

    private static let ownMembers: Set<String> = ["prompt_tokens", "completion_tokens", "total_tokens"]
}
