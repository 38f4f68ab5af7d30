// SPDX-License-Identifier: Apache-2.0

import ChatModel
import HTTPAPI
import Hummingbird
import JSON
import Logging
import PluginRuntime
import ServiceLifecycle
import TestSupport
import ToolLoop
import ToolModel

/// A server over a scripted model and closures as tools.
struct ServerFixture: Sendable {
    let server: HTTPServer
    let logger: Logger

    init(
        _ model: ScriptedModel = ScriptedModel([]), tools: [ClosureTool] = ClosureTool.examples,
        settings: HTTPServerSettings = .test()
    ) throws {
        try self.init(answering: model, tools: tools, settings: settings)
    }

    init(
        answering model: any LanguageModel, tools: [ClosureTool] = ClosureTool.examples,
        settings: HTTPServerSettings = .test()
    ) throws {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        self.logger = logger
        let loop = TurnLoop(model: model, plugins: try PluginHost(tools: tools, logger: logger))
        server = HTTPServer(loop: loop, settings: settings, logger: logger)
    }

    /// Runs `body` while the server listens, then ends the server gracefully.
    func whileServing<Value: Sendable>(
        _ body: @Sendable (_ port: Int, _ group: ServiceGroup) async throws -> Value
    ) async throws -> Value {
        let services = ServiceGroup(configuration: .init(services: [server], logger: logger))
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await services.run() }
            let result: Result<Value, any Error>
            do {
                result = .success(try await body(try await server.boundPort(), services))
            } catch {
                result = .failure(error)
            }
            await services.triggerGracefulShutdown()
            try await group.waitForAll()
            return try result.get()
        }
    }
}

extension HTTPServerSettings {
    /// Settings on a free port, with what a test wants to be different.
    static func test(_ change: (inout HTTPServerSettings) -> Void = { _ in }) -> HTTPServerSettings {
        var settings = HTTPServerSettings(port: 0, version: "1.2.3")
        change(&settings)
        return settings
    }
}

extension ClosureTool {
    static let examples = [echo, rich, refuse, failing]

    /// Gives back its `text`.
    static let echo = ClosureTool(
        ToolDefinition(
            name: "echo", title: "Echo", description: "Gives back its text.",
            inputSchema: [
                "type": "object", "properties": ["text": ["type": "string"]], "required": ["text"],
            ],
            outputSchema: ["type": "object"],
            annotations: ToolAnnotations(isReadOnly: true, isOpenWorld: false))
    ) { call in
        ToolResult(text: call.arguments["text"]?.string ?? "", structured: .object(call.arguments))
    }
    static let rich = ClosureTool(.plain("rich")) { _ in
        ToolResult(content: [.text("see"), .link(uri: "https://example.org", name: "there", mimeType: nil)])
    }
    static let refuse = ClosureTool(.plain("refuse")) { _ in
        ToolResult(text: "There is no file a.txt; nearest: b.txt.", isError: true)
    }
    /// Fails with the error that its `code` names.
    static let failing = ClosureTool(.plain("failing")) { call in
        switch call.arguments["code"]?.string {
        case "tool_timeout": throw PluginError.toolTimeout(tool: "failing", limit: .seconds(30))
        case "tool_unavailable": throw PluginError.toolUnavailable(tool: "failing", reason: "it restarts")
        case "plugin_crashed":
            throw PluginError.pluginCrashed(tool: "failing", plugin: "p", reason: "signal 11")
        case "plugin_protocol":
            throw PluginError.pluginProtocol(tool: "failing", plugin: "p", reason: "no result")
        case "invalid_output":
            throw PluginError.invalidOutput(tool: "failing", plugin: "p", reason: "not UTF-8")
        case "shutting_down": throw PluginError.shuttingDown
        case "plugin_no_entry": throw PluginError.noEntry(path: "/secret/place.so", reason: "none")
        case nil, .some: throw Surprise()
        }
    }

    /// An error that no module has.
    struct Surprise: Error {
        let secret = "/secret/place"
    }
}

extension ToolDefinition {
    static func plain(_ name: String) -> ToolDefinition {
        ToolDefinition(name: name, description: "The tool \(name).", inputSchema: ["type": "object"])
    }
}

/// A native call of the model's.
func nativeCall(_ name: String, _ arguments: String, id: String) -> ChatDelta {
    .toolCall(ToolCallDelta(index: 0, id: id, name: name, arguments: arguments))
}
