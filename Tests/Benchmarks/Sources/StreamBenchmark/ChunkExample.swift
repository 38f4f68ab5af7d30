// SPDX-License-Identifier: Apache-2.0

/// A kind of chunk as a server sends it by the thousand.
struct ChunkExample {
    var name: String
    /// The event, with `TEXT` where its text stands and `TIME` where a number stands that differs from chunk to chunk.
    var event: String

    static let all = [
        ChunkExample(
            name: "text",
            event: #"{"id":"chatcmpl-8f3b2c","object":"chat.completion.chunk","created":1700000000,"#
                + #""model":"qwen/qwen3-coder-30b","system_fingerprint":"qwen/qwen3-coder-30b","#
                + #""choices":[{"index":0,"delta":{"content":"TEXT"},"logprobs":null,"finish_reason":null}]}"#
        ),
        ChunkExample(
            name: "text, no two chunks alike",
            event: #"{"id":"chatcmpl-8f3b2c","object":"chat.completion.chunk","created":TIME,"#
                + #""model":"qwen/qwen3-coder-30b","system_fingerprint":"qwen/qwen3-coder-30b","#
                + #""choices":[{"index":0,"delta":{"content":"TEXT"},"logprobs":null,"finish_reason":null}]}"#
        ),
        ChunkExample(
            name: "call arguments",
            event: #"{"id":"chatcmpl-8f3b2c","object":"chat.completion.chunk","created":1700000000,"#
                + #""model":"qwen/qwen3-coder-30b","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"#
                + #""function":{"arguments":"TEXT"}}]},"logprobs":null,"finish_reason":null}]}"#),
    ]

    private static let texts = ["The", " quick", " brown", "\\n", " fox", " j", "umps", ", \\\"over\\\""]

    /// One event an element.
    func stream(chunks: Int) -> [[UInt8]] {
        (0..<chunks).map { index in
            let text = Self.texts[index % Self.texts.count]
            let body = event.replacing("TEXT", with: text).replacing(
                "TIME", with: String(1_700_000_000 + index))
            return Array("data: \(body)\n\n".utf8)
        }
    }
}

/// A chunk as a `Decodable` type takes it.
struct FoundationChunk: Decodable {
    struct Choice: Decodable {
        var index: Int
        var delta: Delta
        var finish_reason: String?
    }

    struct Delta: Decodable {
        var content: String?
        var tool_calls: [Call]?
    }

    struct Call: Decodable {
        var index: Int?
        var id: String?
        var function: Function?
    }

    struct Function: Decodable {
        var name: String?
        var arguments: String?
    }

    var id: String
    var created: Int
    var model: String
    var choices: [Choice]
}
