// SPDX-License-Identifier: Apache-2.0

import ChatModel
import JSON
import JSONSchema
import Logging
import PluginRuntime
import Synchronization
import TestSupport
import ToolLoop
import ToolModel

@testable import REPL

/// A session over fakes: what is typed, what is shown, what the tools were asked.
struct SessionHarness {
    let model: ScriptedModel
    let tools = ToolRecord()
    var output = KeptOutput()
    let complaints = KeptOutput()
    var interrupts = Interrupts()
    var isInteractive = false
    var style = EventRenderer.Style.plain
    var consents = false
    var keepsGoing = false

    init(_ answers: [ScriptedModel.Answer] = []) {
        model = ScriptedModel(answers)
    }

    /// - Returns: whether all lines were carried out.
    @discardableResult
    func run(_ lines: any LineSource) async throws -> Bool {
        let options = REPLOptions(
            isInteractive: isInteractive, style: style, consents: consents, keepsGoing: keepsGoing
        )
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let plugins = try PluginHost(tools: [tools.reading, tools.writing, tools.failing], logger: logger)
        var session = try REPLSession(
            loop: TurnLoop(model: model, plugins: plugins), options: options, lines: lines, output: output,
            complaints: complaints, interrupts: interrupts, logger: logger
        )
        return try await session.run()
    }

    @discardableResult
    func run(_ lines: String...) async throws -> Bool {
        try await run(TypedLines(lines))
    }
}

/// Three tools that note their calls: one that only reads, one that writes, one that always refuses.
final class ToolRecord: Sendable {
    private let calls = Mutex<[String]>([])

    /// Each call as `name {arguments}`.
    var made: [String] { calls.withLock(\.self) }

    var reading: ClosureTool {
        tool("look", ToolAnnotations(isReadOnly: true)) { ToolResult(text: "seen \($0)") }
    }

    var writing: ClosureTool {
        tool("write", ToolAnnotations(isReadOnly: false)) { ToolResult(text: "wrote \($0)") }
    }

    var failing: ClosureTool {
        tool("fail", ToolAnnotations(isReadOnly: true)) { _ in
            ToolResult(text: "It is not there.", isError: true)
        }
    }

    private func tool(
        _ name: String, _ annotations: ToolAnnotations, _ answer: @escaping @Sendable (String) -> ToolResult
    ) -> ClosureTool {
        let schema: JSONValue = ["type": "object", "properties": ["path": ["type": "string"]]]
        let definition = ToolDefinition(
            name: name, description: "A tool to \(name).", inputSchema: schema, annotations: annotations
        )
        return ClosureTool(definition) { [self] call in
            let arguments = JSONValue.object(call.arguments).jsonText()
            calls.withLock { $0.append("\(name) \(arguments)") }
            return answer(arguments)
        }
    }
}

/// Lines that a person or a script gives; notes what was asked.
final class TypedLines: LineSource {
    private struct State {
        var lines: ArraySlice<String>
        var prompts: [String] = []
        var initials: [String] = []
        var remembered: [String] = []
    }

    private let state: Mutex<State>

    init(_ lines: [String]) {
        state = Mutex(State(lines: lines[...]))
    }

    var prompts: [String] { state.withLock(\.prompts) }
    var initials: [String] { state.withLock(\.initials) }
    var remembered: [String] { state.withLock(\.remembered) }

    /// `^C` stands for the key.
    func next(prompt: String, initial: String) async throws -> LineInput {
        state.withLock { state in
            state.prompts.append(prompt)
            state.initials.append(initial)
            guard let line = state.lines.popFirst() else { return .end }
            return line == "^C" ? .interrupted : .line(line)
        }
    }

    func interrupt() {}

    func remember(_ line: String) async {
        state.withLock { $0.remembered.append(line) }
    }
}

/// Keeps what is written.
final class KeptOutput: TextOutput {
    private let kept = Mutex("")
    private let onWrite: @Sendable (String) -> Void

    init(onWrite: @escaping @Sendable (String) -> Void = { _ in }) {
        self.onWrite = onWrite
    }

    var text: String { kept.withLock(\.self) }

    func write(_ text: String) async throws {
        kept.withLock { $0 += text }
        onWrite(text)
    }
}

extension ScriptedModel.Answer {
    /// A turn that says a text.
    static func says(_ text: String) -> Self {
        .steps([.batch([.content(text), .finish(.stop)])])
    }

    /// A turn that calls a tool natively.
    static func calls(_ name: String, _ arguments: String, id: String = "c1") -> Self {
        let call = ToolCallDelta(index: 0, id: id, name: name, arguments: arguments)
        return .steps([.batch([.toolCall(call), .finish(.toolCalls)])])
    }
}
