// SPDX-License-Identifier: Apache-2.0

import ToolModel

/// The tools of one plugin that runs in this process.
final class InProcessBackend: PluginBackend {
    /// Distinguishes the plugins of one host.
    let number: Int
    private let plugin: String
    private let tools: [String: NativeTool]
    private let toolList: ToolListChanges
    private let threads: CallThreads
    private let limits: PluginLimits

    init(
        number: Int, plugin: String, tools: [NativeTool], toolList: ToolListChanges, threads: CallThreads,
        limits: PluginLimits
    ) {
        self.number = number
        self.plugin = plugin
        // Registration refuses a second tool of the same name.
        self.tools = Dictionary(
            tools.map { ($0.tool.definition.name, $0) }, uniquingKeysWith: { first, _ in first })
        self.toolList = toolList
        self.threads = threads
        self.limits = limits
        threads.start()
    }

    func run(_ request: BackendRequest) async throws -> BackendReply {
        let name = request.nameInPlugin
        guard let native = toolList.tool(named: name, registered: tools[name]) else {
            throw PluginError.toolUnavailable(
                tool: request.tool, reason: "its plugin does not have it any more")
        }
        let engine = threads.engine
        let record = CallRecord(
            id: request.id, arguments: CallArguments(request.arguments), limits: limits,
            outputBytes: native.tool.outputBytes, onProgress: request.onProgress)
        return try await engine.run(
            Invocation(
                number: engine.nextNumber(),
                lane: native.tool.concurrency.lane(plugin: number, tool: request.nameInPlugin),
                isReentrant: native.tool.concurrency == .reentrant,
                tool: request.tool, timeout: request.timeout,
                work: ThreadCall(
                    threads: threads, tool: request.tool, plugin: plugin, body: native.body, record: record)
            )
        )
    }
}
