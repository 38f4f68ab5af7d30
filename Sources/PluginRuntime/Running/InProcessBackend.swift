// SPDX-License-Identifier: Apache-2.0

import ToolModel

/// The tools of one plugin that runs in this process.
final class InProcessBackend: PluginBackend {
    /// Distinguishes the plugins of one host.
    let number: Int
    private let plugin: String
    private let tools: [String: CheckedTool]
    private let engine: CallEngine
    private let limits: PluginLimits

    init(number: Int, plugin: String, tools: [CheckedTool], engine: CallEngine, limits: PluginLimits) {
        self.number = number
        self.plugin = plugin
        // Registration refuses a second tool of the same name.
        self.tools = Dictionary(
            tools.map { ($0.definition.name, $0) }, uniquingKeysWith: { first, _ in first })
        self.engine = engine
        self.limits = limits
    }

    func run(_ request: BackendRequest) async throws -> BackendReply {
        guard let tool = tools[request.nameInPlugin] else {
            throw PluginError.toolUnavailable(
                tool: request.tool, reason: "its plugin does not have it any more")
        }
        let lane = CallSchedule.Lane(
            plugin: number, tool: tool.concurrency == .serialInPlugin ? nil : request.nameInPlugin)
        return try await engine.run(
            Invocation(
                number: engine.nextNumber(), lane: lane, isReentrant: tool.concurrency == .reentrant,
                request: request, plugin: plugin, body: tool.body,
                record: CallRecord(request, limits: limits, outputBytes: tool.outputBytes)))
    }
}
