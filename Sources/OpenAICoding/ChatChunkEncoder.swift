// SPDX-License-Identifier: Apache-2.0

public import ChatModel
public import JSON

/// Writes deltas as the `chat.completion.chunk` objects of a streamed completion.
public struct ChatChunkEncoder: Sendable {
    /// The fields that every chunk repeats.
    public let identity: ChatStreamIdentity
    private var hasSaidRole = false

    /// An encoder for one stream.
    public init(identity: ChatStreamIdentity) {
        self.identity = identity
    }

    /// The chunk for one delta; nil for a second `.start`.
    ///
    /// The first chunk of a stream carries the role. A failure becomes an error body, which is no chunk.
    public mutating func chunk(for delta: ChatDelta) -> JSONObject? {
        switch delta {
        case .start:
            return hasSaidRole ? nil : chunk(["content": ""])
        case .reasoning(let text):
            return chunk(["reasoning_content": .string(text)])
        case .content(let text):
            return chunk(["content": .string(text)])
        case .toolCall(let call):
            return chunk(["tool_calls": [.object(call.openAI)]])
        case .finish(let reason):
            return chunk([:], finishReason: .string(reason.name))
        case .usage(let usage):
            var body = frame(choices: [])
            body["usage"] = .object(usage.openAI)
            return body
        case .failure(let failure):
            return OpenAIError(message: failure.message, type: "upstream_error", code: failure.code).openAI
        }
    }

    private mutating func chunk(_ delta: JSONObject, finishReason: JSONValue = .null) -> JSONObject {
        var members = JSONObject()
        if !hasSaidRole { members["role"] = "assistant" }
        hasSaidRole = true
        for (name, value) in delta { members[name] = value }
        return frame(choices: [["index": 0, "delta": .object(members), "finish_reason": finishReason]])
    }

    private func frame(choices: [JSONValue]) -> JSONObject {
        [
            "id": .string(identity.id), "object": "chat.completion.chunk",
            "created": JSONValue(identity.created),
            "model": .string(identity.model), "choices": .array(choices),
        ]
    }
}

extension ToolCallDelta {
    var openAI: JSONObject {
        var members: JSONObject = ["index": JSONValue(index ?? 0)]
        if let id { members["id"] = .string(id) }
        var function = JSONObject()
        if let name {
            members["type"] = "function"
            function["name"] = .string(name)
        }
        if let arguments { function["arguments"] = .string(arguments) }
        members["function"] = .object(function)
        return members
    }
}
