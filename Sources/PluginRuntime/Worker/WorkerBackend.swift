// SPDX-License-Identifier: Apache-2.0

import ToolModel

/// The tools of one plugin that runs in a process of its own.
final class WorkerBackend: PluginBackend {
    private let worker: PluginWorker
    private let tools: [String: CheckedTool]
    private let engine: CallEngine

    init(worker: PluginWorker, tools: [CheckedTool], limits: PluginLimits) {
        self.worker = worker
        self.tools = Dictionary(
            tools.map { ($0.definition.name, $0) }, uniquingKeysWith: { first, _ in first })
        engine = CallEngine(runningCalls: limits.runningCalls, waitingCalls: limits.waitingCalls)
    }

    func run(_ request: BackendRequest) async throws -> BackendReply {
        guard let tool = tools[request.nameInPlugin] else {
            throw PluginError.toolUnavailable(
                tool: request.tool, reason: "its plugin does not have it any more")
        }
        let number = engine.nextNumber()
        return try await engine.run(
            Invocation(
                number: number, lane: tool.concurrency.lane(plugin: 0, tool: request.nameInPlugin),
                isReentrant: tool.concurrency == .reentrant, tool: request.tool, timeout: request.timeout,
                work: WorkerCall(number: number, request: request, worker: worker)))
    }

    /// Takes no more calls, tells the running ones to stop, and ends the process.
    func close(grace: Duration) async {
        _ = await engine.close(grace: grace)
        await worker.close()
    }
}
