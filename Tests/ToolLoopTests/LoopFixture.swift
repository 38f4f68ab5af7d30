// SPDX-License-Identifier: Apache-2.0

import ChatModel
import JSON
import Logging
import PluginRuntime
import TestSupport
import ToolLoop
import ToolModel

/// A loop over a scripted model and closures as tools.
struct LoopFixture {
    let model: ScriptedModel
    let loop: TurnLoop

    init(
        _ model: ScriptedModel, tools: [ClosureTool] = [.echo, .write, .refuse, .crash],
        settings: TurnLoopSettings = TurnLoopSettings()
    ) throws {
        self.model = model
        loop = TurnLoop(
            model: model, plugins: try PluginHost(tools: tools, logger: Logger(label: "test")),
            settings: settings)
    }

    /// Everything a client would see.
    func events(_ request: TurnRequest) async throws -> [ChatEvent] {
        let mailbox = EventMailbox()
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await loop.run(request, into: mailbox) }
            var events: [ChatEvent] = []
            while let batch = await mailbox.next() { events += batch }
            try await group.waitForAll()
            return events
        }
    }
}

extension TurnRequest {
    static func user(_ text: String = "go", executes: Bool = false, tools: [ToolDefinition] = [])
        -> TurnRequest
    {
        TurnRequest(messages: [ChatMessage(role: .user, text: text)], tools: tools, executes: executes)
    }
}

extension ClosureTool {
    /// Gives back its `text`; changes nothing.
    static let echo = ClosureTool(.named("echo", isReadOnly: true, required: ["text"])) { call in
        call.progress(ToolProgress(done: 1))
        return ToolResult(text: call.arguments["text"]?.string ?? "")
    }
    static let write = ClosureTool(.named("write")) { _ in ToolResult(text: "written") }
    static let refuse = ClosureTool(.named("refuse")) { _ in ToolResult(text: "not today", isError: true) }
    static let crash = ClosureTool(.named("crash")) { _ in
        throw PluginError.pluginCrashed(tool: "crash", plugin: "builtin", reason: "signal 11")
    }
}

extension ToolDefinition {
    static func named(_ name: String, isReadOnly: Bool? = nil, required: [String] = []) -> ToolDefinition {
        ToolDefinition(
            name: name, description: "The tool \(name).",
            inputSchema: ["type": "object", "required": .array(required.map(JSONValue.string))],
            annotations: ToolAnnotations(isReadOnly: isReadOnly))
    }
}

/// A native call of the model's.
func nativeCall(_ name: String, _ arguments: String = "{}", id: String? = nil, index: Int = 0) -> ChatDelta {
    .toolCall(ToolCallDelta(index: index, id: id, name: name, arguments: arguments))
}

extension TokenUsage {
    static func of(_ prompt: Int, _ completion: Int) -> TokenUsage {
        TokenUsage(promptTokens: prompt, completionTokens: completion, totalTokens: prompt + completion)
    }
}

extension [ChatEvent] {
    var dones: [FinishReason] {
        compactMap { if case .done(let reason) = $0 { reason } else { nil } }
    }

    var failures: [ChatFailure] {
        compactMap { if case .failure(let failure) = $0 { failure } else { nil } }
    }

    var results: [(id: String, text: String, isError: Bool)] {
        compactMap {
            if case .result(let id, let result, _) = $0 { (id, result.text, result.isError) } else { nil }
        }
    }

    var calls: [ToolCall] {
        compactMap { if case .call(let call, _) = $0 { call } else { nil } }
    }

    var text: String {
        reduce(into: "") { text, event in
            if case .text(let piece) = event { text += piece }
        }
    }
}
