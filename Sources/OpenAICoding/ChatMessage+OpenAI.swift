// SPDX-License-Identifier: Apache-2.0

public import ChatModel
public import JSON

extension ChatMessage {
    /// Reads one message of a chat completions request.
    ///
    ///     {"role":"user","content":"List the files."}
    ///
    /// - Parameters:
    ///   - value: the message.
    ///   - pointer: where it stands in the body, for the error.
    /// - Throws: `OpenAICodingError` with the first fault and its place.
    public init(openAI value: JSONValue, at pointer: JSONPointer = JSONPointer()) throws(OpenAICodingError) {
        let members = try value.object(at: pointer)
        let rolePointer = pointer.appending("role")
        let roleName = try members.required("role", at: pointer).string(at: rolePointer)
        guard let role = Role(rawValue: roleName) else {
            let known = Role.allCases.map(\.rawValue).joined(separator: ", ")
            throw OpenAICodingError("must be one of \(known)", at: rolePointer)
        }
        let content = try ChatContent(openAI: members, role: role, at: pointer)
        var toolCalls: [ChatToolCall] = []
        if let calls = members.present("tool_calls") {
            let place = pointer.appending("tool_calls")
            for (index, call) in try calls.array(at: place).enumerated() {
                toolCalls.append(try ChatToolCall(openAI: call, at: place.appending(index)))
            }
        }
        var reasoning = try members.optionalString("reasoning_content", at: pointer)
        if reasoning == nil { reasoning = try members.optionalString("reasoning", at: pointer) }
        self.init(
            role: role, content: content, name: try members.optionalString("name", at: pointer),
            reasoning: reasoning,
            toolCalls: toolCalls, toolCallID: try members.optionalString("tool_call_id", at: pointer)
        )
    }

    /// The message as a chat completions request carries it.
    public var openAI: JSONObject {
        var members: JSONObject = ["role": .string(role.rawValue), "content": content.openAI]
        if let name { members["name"] = .string(name) }
        if let reasoning { members["reasoning_content"] = .string(reasoning) }
        if !toolCalls.isEmpty { members["tool_calls"] = .array(toolCalls.map { .object($0.openAI) }) }
        if let toolCallID { members["tool_call_id"] = .string(toolCallID) }
        return members
    }
}

extension [ChatMessage] {
    /// Reads the `messages` of a request: a non-empty array.
    ///
    /// - Parameters:
    ///   - value: the array.
    ///   - pointer: where it stands in the body, for the error.
    /// - Throws: `OpenAICodingError` with the first fault and its place.
    public init(openAI value: JSONValue, at pointer: JSONPointer) throws(OpenAICodingError) {
        self = []
        for (index, message) in try value.array(at: pointer).enumerated() {
            append(try ChatMessage(openAI: message, at: pointer.appending(index)))
        }
        if isEmpty { throw OpenAICodingError("must hold at least one message", at: pointer) }
    }
}

extension ChatContent {
    init(openAI message: JSONObject, role: ChatMessage.Role, at pointer: JSONPointer)
        throws(OpenAICodingError)
    {
        let place = pointer.appending("content")
        switch message["content"] {
        case .string(let text):
            self = .text(text)
        case .array(let parts):
            var read: [ChatContentPart] = []
            for (index, part) in parts.enumerated() {
                read.append(try ChatContentPart(openAI: part, at: place.appending(index)))
            }
            self = .parts(read)
        case .null, nil:
            guard role == .assistant else {
                throw OpenAICodingError("must be a string or an array of parts", at: place)
            }
            self = .text("")
        case .some(let other):
            throw other.mismatch("a string or an array of parts", at: place)
        }
    }

    var openAI: JSONValue {
        switch self {
        case .text(let text): .string(text)
        case .parts(let parts): .array(parts.map(\.openAI))
        }
    }
}

extension ChatContentPart {
    init(openAI value: JSONValue, at pointer: JSONPointer) throws(OpenAICodingError) {
        let members = try value.object(at: pointer)
        let type = try members.required("type", at: pointer).string(at: pointer.appending("type"))
        if type == "text" {
            self = .text(try members.required("text", at: pointer).string(at: pointer.appending("text")))
        } else {
            self = .other(members)
        }
    }

    var openAI: JSONValue {
        switch self {
        case .text(let text): ["type": "text", "text": .string(text)]
        case .other(let members): .object(members)
        }
    }
}

extension ChatToolCall {
    /// Reads one of a message's `tool_calls`; arguments given as an object are taken as its compact text.
    init(openAI value: JSONValue, at pointer: JSONPointer) throws(OpenAICodingError) {
        let members = try value.object(at: pointer)
        let id = try members.required("id", at: pointer).string(at: pointer.appending("id"))
        let place = pointer.appending("function")
        let function = try members.required("function", at: pointer).object(at: place)
        let name = try function.required("name", at: place).string(at: place.appending("name"))
        let arguments: String
        switch function["arguments"] {
        case .string(let text): arguments = text
        case .object(let object): arguments = JSONValue.object(object).jsonText()
        case .null, nil: arguments = ""
        case .some(let other): throw other.mismatch("a string of JSON", at: place.appending("arguments"))
        }
        self.init(id: id, name: name, arguments: arguments)
    }

    var openAI: JSONObject {
        [
            "id": .string(id), "type": "function",
            "function": ["name": .string(name), "arguments": .string(arguments)],
        ]
    }
}
