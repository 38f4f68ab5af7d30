// SPDX-License-Identifier: Apache-2.0

public import ChatModel
import JSON

/// Writes the chunks of a streamed completion as server-sent events, one after the other into the same memory.
///
/// What all chunks share is written once and copied; nothing is built for a piece of text but its bytes.
public struct ChatChunkWriter: Sendable {
    private var writer = JSONWriter()
    /// Up to the choice's number, and up to its delta.
    private let frame: String
    private let head: String
    /// Around a piece of text, its quotes not included.
    private let beforeContent: String
    private let beforeReasoning: String
    private let afterText: String
    /// After the reason for which the choice ends, or does not.
    private let tail: String
    private var hasSaidRole = false

    /// A writer for one choice of one stream.
    ///
    /// - Parameters:
    ///   - identity: the fields that every chunk repeats.
    ///   - choice: which of the completions it writes, from 0 on.
    ///   - statesUsage: whether a chunk of token counts is to come, of which every other chunk says that it is null.
    public init(identity: ChatStreamIdentity, choice: Int = 0, statesUsage: Bool = false) {
        let id = JSONValue.string(identity.id).jsonText()
        let model = JSONValue.string(identity.model).jsonText()
        frame =
            "data: {\"id\":\(id),\"object\":\"chat.completion.chunk\",\"created\":\(identity.created),"
            + "\"model\":\(model),\"choices\":["
        head = frame + "{\"index\":\(choice),\"delta\":"
        tail = statesUsage ? "}],\"usage\":null}\n\n" : "}]}\n\n"
        beforeContent = head + "{\"content\":"
        beforeReasoning = head + "{\"reasoning_content\":"
        afterText = "},\"logprobs\":null,\"finish_reason\":null" + tail
    }

    /// What was written so far, UTF-8.
    public var bytes: [UInt8] { writer.bytes }

    /// Makes room for a batch, so that its bytes are not copied while it grows.
    public mutating func reserve(chunks count: Int) {
        writer.reserveCapacity(
            count * (beforeContent.utf8.count + afterText.utf8.count + Self.usualTextBytes))
    }

    /// A token's text with its quotes.
    private static let usualTextBytes = 16

    /// Forgets what was written and keeps the memory for the next.
    public mutating func removeAll() {
        writer.removeAll()
    }

    /// Appends a piece of visible text.
    public mutating func write(content text: String) {
        if !hasSaidRole { writeRole(content: "\"\"") }
        writer.write(text, between: beforeContent, afterText)
    }

    /// Appends a piece of what the model thinks aloud.
    public mutating func write(reasoning text: String) {
        if !hasSaidRole { writeRole(content: "null") }
        writer.write(text, between: beforeReasoning, afterText)
    }

    /// Appends a call: a chunk with its id and name, and one with its arguments.
    ///
    /// - Parameters:
    ///   - call: the complete call.
    ///   - index: its place among the calls of the choice, from 0 on.
    public mutating func write(_ call: ChatToolCall, index: Int) {
        writeRole(content: "null")
        writer.write(verbatim: head)
        writer.write(verbatim: "{\"tool_calls\":[{\"index\":\(index),\"id\":")
        writer.write(call.id)
        writer.write(verbatim: ",\"type\":\"function\",\"function\":{\"name\":")
        writer.write(call.name)
        writer.write(verbatim: ",\"arguments\":\"\"}}]}")
        writeTail(finishReason: nil)
        writer.write(verbatim: head)
        writer.write(verbatim: "{\"tool_calls\":[{\"index\":\(index),\"function\":{\"arguments\":")
        writer.write(call.arguments)
        writer.write(verbatim: "}}]}")
        writeTail(finishReason: nil)
    }

    /// Appends the end of the choice.
    public mutating func write(finish reason: FinishReason) {
        writeRole(content: "\"\"")
        writer.write(verbatim: head + "{}")
        writeTail(finishReason: reason.name)
    }

    /// Appends the token counts, which come after the end of all choices.
    public mutating func write(usage: TokenUsage) {
        writer.write(verbatim: frame + "],\"usage\":")
        writer.write(.object(usage.openAI))
        writer.write(verbatim: "}\n\n")
    }

    /// Appends an error, which is no chunk and which nothing but the end of the stream follows.
    public mutating func write(_ error: OpenAIError) {
        writer.write(verbatim: "data: ")
        writer.write(.object(error.openAI))
        writer.write(verbatim: "\n\n")
    }

    /// Appends the mark after which nothing follows.
    public mutating func writeDone() {
        writer.write(verbatim: "data: [DONE]\n\n")
    }

    /// Says once who speaks, and in the way of OpenAI whether text is to be expected.
    private mutating func writeRole(content: String) {
        guard !hasSaidRole else { return }
        hasSaidRole = true
        writer.write(verbatim: head + "{\"role\":\"assistant\",\"content\":\(content)}")
        writeTail(finishReason: nil)
    }

    private mutating func writeTail(finishReason: String?) {
        writer.write(verbatim: ",\"logprobs\":null,\"finish_reason\":")
        if let finishReason { writer.write(finishReason) } else { writer.write(verbatim: "null") }
        writer.write(verbatim: tail)
    }
}
