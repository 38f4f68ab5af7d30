// SPDX-License-Identifier: Apache-2.0

import ChatModel
import JSON
import JSONSchema
import OpenAICoding
import ToolLoop
import ToolModel

/// What `/v1/chat/completions` is asked.
struct CompletionBody: Sendable {
    /// The most completions of one request.
    ///
    /// 16: each is a request of its own, and a local model answers few at a time.
    static let maximumChoices = 16

    private let request: AnswerRequest
    let isStreaming: Bool
    /// Whether a stream ends with a chunk of token counts.
    let includesUsage: Bool
    /// How many completions are wanted.
    let choices: Int

    /// - Parameter body: the request's body; what has no meaning here goes to the upstream as it is.
    /// - Throws: `OpenAICodingError` or `HTTPFailure` with the place of the first fault.
    init(_ body: JSONBody) throws {
        let root = JSONPointer()
        guard let messages = body.present("messages") else { throw body.missing("messages") }
        var chat = ChatRequest(
            model: try body.string("model"),
            messages: try [ChatMessage](openAI: messages, at: root.appending("messages")))
        var tools: [AnswerRequest.Tool] = []
        if let entries = body.present("tools") {
            (chat.tools, tools) = try Self.tools(entries, at: root.appending("tools"))
        }
        if let choice = body.present("tool_choice") {
            chat.toolChoice = try Self.toolChoice(choice, among: tools, at: root.appending("tool_choice"))
        }
        for (name, value) in body.members where !Self.ownMembers.contains(name) {
            chat.parameters[name] = value
        }
        for name in Self.verbatimMembers { chat.verbatim[name] = body.present(name) }
        request = AnswerRequest(chat, tools: tools)
        isStreaming = try body.bool("stream") ?? false
        includesUsage = try Self.includesUsage(body)
        choices = try Self.choices(body)
        try Self.refuseExecution(body)
    }

    /// The request for one of the completions.
    ///
    /// A seed makes an answer repeatable; completions that are to differ need seeds that differ.
    func request(forChoice index: Int) -> AnswerRequest {
        var request = request
        if index > 0, let seed = request.chat.parameters["seed"]?.int {
            request.chat.parameters["seed"] = JSONValue(seed &+ index)
        }
        return request
    }

    private static let verbatimMembers = ["messages", "tools", "tool_choice"]
    private static let ownMembers = Set(
        verbatimMembers + ["model", "stream", "stream_options", "n", "toolhost"])

    // MARK: - Members

    /// The functions among the tools; tools of other types are the upstream's to judge.
    private static func tools(
        _ value: JSONValue, at pointer: JSONPointer
    ) throws -> (definitions: [ToolDefinition], tools: [AnswerRequest.Tool]) {
        guard let entries = value.array else {
            throw HTTPFailure.invalidRequest(
                "\(pointer) must be an array, not \(value.describedKind).", at: pointer)
        }
        var definitions: [ToolDefinition] = []
        var tools: [AnswerRequest.Tool] = []
        for (index, entry) in entries.enumerated() {
            if let type = entry["type"]?.string, type != "function" { continue }
            let place = pointer.appending(index)
            let definition = try ToolDefinition(openAI: entry, at: place)
            let isStrict = entry["function"]?["strict"]?.bool == true
            let schema: Schema?
            do throws(SchemaError) {
                schema = try Schema(compiling: definition.inputSchema)
            } catch {
                let parameters = place.appending("function").appending("parameters")
                if isStrict {
                    throw HTTPFailure.invalidRequest(
                        "\(parameters) is no schema that a strict tool can have. \(error.message)",
                        at: parameters)
                }
                // It was only to tell the types of bare text.
                schema = nil
            }
            definitions.append(definition)
            tools.append(AnswerRequest.Tool(name: definition.name, schema: schema, isStrict: isStrict))
        }
        return (definitions, tools)
    }

    private static func toolChoice(
        _ value: JSONValue, among tools: [AnswerRequest.Tool], at pointer: JSONPointer
    ) throws -> ToolChoice {
        let choice = try ToolChoice(openAI: value, at: pointer)
        if case .tool(let name) = choice, !tools.contains(where: { $0.name == name }) {
            throw HTTPFailure.invalidRequest(
                "\(pointer) names the function \"\(name.prefix(64))\", which is not among the tools.",
                at: pointer)
        }
        return choice
    }

    private static func includesUsage(_ body: JSONBody) throws(HTTPFailure) -> Bool {
        guard let options = try body.object("stream_options") else { return false }
        switch options["include_usage"] {
        case nil, .null: return false
        case .bool(let flag): return flag
        case .some(let value):
            let pointer = JSONPointer(tokens: ["stream_options", "include_usage"])
            throw .invalidRequest(
                "\(pointer) must be true or false, not \(value.describedKind).", at: pointer)
        }
    }

    private static func choices(_ body: JSONBody) throws(HTTPFailure) -> Int {
        guard let value = body.present("n") else { return 1 }
        guard let count = value.int, (1...maximumChoices).contains(count) else {
            throw .invalidRequest(
                "/n must be a whole number from 1 to \(maximumChoices).", at: JSONPointer().appending("n"))
        }
        return count
    }

    /// A caller that counts on the host to run calls must not wait for it in vain.
    private static func refuseExecution(_ body: JSONBody) throws(HTTPFailure) {
        guard let options = try body.object("toolhost") else { return }
        let pointer = JSONPointer(tokens: ["toolhost", "execute"])
        switch options["execute"] {
        case nil, .null, .bool(false): return
        case .bool(true):
            throw .invalidRequest(
                "The host's own tools are not run on this route; use /chat with \"execute\": true.",
                at: pointer)
        case .some(let value):
            throw .invalidRequest(
                "\(pointer) must be true or false, not \(value.describedKind).", at: pointer)
        }
    }
}
