// SPDX-License-Identifier: Apache-2.0

public import ChatModel
public import JSON
public import ToolModel

/// The body of `POST /v1/chat/completions`.
public struct OpenAIChatRequest: Sendable, Hashable {
    /// What is asked; every member that has no place of its own is in its `parameters`, in the caller's order.
    public var request: ChatRequest
    /// Whether the answer is to come in chunks.
    public var isStreaming: Bool
    /// Whether a streamed answer is to end with a chunk of token counts (`stream_options.include_usage`).
    public var includesUsage: Bool

    /// A body that asks for `request`.
    public init(_ request: ChatRequest, isStreaming: Bool, includesUsage: Bool = false) {
        self.request = request
        self.isStreaming = isStreaming
        self.includesUsage = includesUsage
    }

    /// Reads a body.
    ///
    /// - Parameter value: the body, unknown members welcome.
    /// - Throws: `OpenAICodingError` with the first fault and its place.
    public init(openAI value: JSONValue) throws(OpenAICodingError) {
        let root = JSONPointer()
        let members = try value.object(at: root)
        let messages = try [ChatMessage](
            openAI: members.required("messages", at: root), at: root.appending("messages"))
        var request = ChatRequest(model: try members.optionalString("model", at: root), messages: messages)
        if let tools = members.present("tools") {
            request.tools = try [ToolDefinition](openAI: tools, at: root.appending("tools"))
        }
        if let choice = members.present("tool_choice") {
            request.toolChoice = try ToolChoice(openAI: choice, at: root.appending("tool_choice"))
        }
        for (name, value) in members where !Self.ownMembers.contains(name) {
            request.parameters[name] = value
        }
        var includesUsage = false
        if let options = members.present("stream_options") {
            let place = root.appending("stream_options")
            if let flag = try options.object(at: place).present("include_usage") {
                includesUsage = try flag.bool(at: place.appending("include_usage"))
            }
        }
        let isStreaming = try members.present("stream")?.bool(at: root.appending("stream")) ?? false
        self.init(request, isStreaming: isStreaming, includesUsage: includesUsage)
    }

    /// The body; `parameters` cannot overwrite the members that have a place of their own.
    public var openAI: JSONObject {
        var members = JSONObject()
        let verbatim = request.verbatim
        if let model = request.model { members["model"] = .string(model) }
        members["messages"] =
            verbatim["messages"] ?? .array(request.messages.map { .object($0.openAI) })
        if let tools = verbatim["tools"] {
            members["tools"] = tools
        } else if !request.tools.isEmpty {
            members["tools"] = request.tools.openAI
        }
        if let choice = verbatim["tool_choice"] ?? request.toolChoice?.openAI {
            members["tool_choice"] = choice
        }
        for (name, value) in request.parameters where !Self.ownMembers.contains(name) {
            members[name] = value
        }
        members["stream"] = .bool(isStreaming)
        if isStreaming, includesUsage { members["stream_options"] = ["include_usage": true] }
        return members
    }

    /// The tools that the body defines; none where the caller's own text of them goes out.
    public var definedTools: [ToolDefinition] {
        request.verbatim["tools"] == nil ? request.tools : []
    }

    /// The JSON text of the body in two parts, between which the text of `definedTools` belongs, if there are any.
    ///
    /// The tools are most of a body and seldom change: they need not be written, nor copied, for each one.
    public var jsonAroundTools: (before: [UInt8], after: [UInt8]) {
        var writer = JSONWriter()
        var before: [UInt8] = []
        var rest = self
        rest.request.tools = []
        writer.write(verbatim: "{")
        var isFirst = true
        for (name, value) in rest.openAI {
            if !isFirst { writer.write(verbatim: ",") }
            isFirst = false
            writer.write(name)
            writer.write(verbatim: ":")
            writer.write(value)
            if name == "messages", !definedTools.isEmpty {
                writer.write(verbatim: ",\"tools\":")
                before = writer.bytes
                writer.removeAll()
            }
        }
        writer.write(verbatim: "}")
        return (before, writer.bytes)
    }

    private static let ownMembers: Set<String> = [
        "model", "messages", "tools", "tool_choice", "stream", "stream_options",
    ]
}
