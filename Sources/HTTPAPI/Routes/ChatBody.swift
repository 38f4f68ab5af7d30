// SPDX-License-Identifier: Apache-2.0

import ChatModel
import JSON
import OpenAICoding
import ToolLoop
import ToolModel

/// What `/chat` and its kin are asked: a request to the loop, and how the answer is to come.
struct ChatBody {
    var request: TurnRequest
    var isStreaming: Bool

    /// - Parameters:
    ///   - body: the request's body; members without a meaning here are passed over.
    ///   - streamsByDefault: what a body without `stream` asks for.
    ///   - executesByDefault: what a body without `execute` asks for.
    /// - Throws: `OpenAICodingError` or `HTTPFailure` with the place of the first fault.
    init(_ body: JSONBody, streamsByDefault: Bool, executesByDefault: Bool) throws {
        let root = JSONPointer()
        guard let messages = body.present("messages") else { throw body.missing("messages") }
        var request = TurnRequest(
            messages: try [ChatMessage](openAI: messages, at: root.appending("messages")))
        request.model = try body.string("model")
        if let tools = body.present("tools") {
            request.tools = try [ToolDefinition](openAI: tools, at: root.appending("tools"))
        }
        if let choice = body.present("tool_choice") {
            request.toolChoice = try ToolChoice(openAI: choice, at: root.appending("tool_choice"))
        }
        request.executes = try body.bool("execute") ?? executesByDefault
        request.emitsArgumentDeltas = try body.bool("deltas") ?? false
        if let overrides = try body.object("overrides") { try Overrides(overrides).apply(to: &request) }
        self.request = request
        isStreaming = try body.bool("stream") ?? streamsByDefault
    }
}
