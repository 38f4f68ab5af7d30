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
        let (call, concurrency) = try call(request)
        return try await threads.engine.run(
            Invocation(
                lane: concurrency.lane(plugin: number, tool: request.nameInPlugin),
                isReentrant: concurrency == .reentrant, tool: request.tool, timeout: request.timeout,
                work: call))
    }

    func runOnThisThread(_ request: BackendRequest) throws(PluginError) -> BackendReply {
        try call(request).call.perform(deadline: .now + request.timeout).get()
    }

    private func call(
        _ request: BackendRequest
    ) throws(PluginError) -> (call: ThreadCall, concurrency: ToolConcurrency) {
        guard let native = toolList.tool(named: request.nameInPlugin, registered: tools[request.nameInPlugin])
        else {
            throw PluginError.toolUnavailable(
                tool: request.tool, reason: "its plugin does not have it any more")
        }
        let record = CallRecord(
            id: request.id, arguments: CallArguments(request.arguments), limits: limits,
            outputBytes: native.tool.outputBytes, onProgress: request.onProgress)
        let call = ThreadCall(
            threads: threads, tool: request.tool, plugin: plugin, native: native, record: record)
        return (call, native.tool.concurrency)
    }
}
