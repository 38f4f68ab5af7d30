// SPDX-License-Identifier: Apache-2.0

import Synchronization
import ToolModel

/// The tools of one plugin that runs in a process of its own.
final class WorkerBackend: PluginBackend {
    private let worker: PluginWorker
    private let tools: Mutex<[String: CheckedTool]>
    private let engine: CallEngine
    /// Tells the calls of the plugin's processes from each other.
    private let lastNumber = Atomic<UInt64>(0)

    init(worker: PluginWorker, tools: [CheckedTool], limits: PluginLimits) {
        self.worker = worker
        self.tools = Mutex(Self.byName(tools))
        engine = CallEngine(runningCalls: limits.runningCalls, waitingCalls: limits.waitingCalls)
    }

    func run(_ request: BackendRequest) async throws -> BackendReply {
        guard let tool = tools.withLock({ $0[request.nameInPlugin] }) else {
            throw PluginError.toolUnavailable(
                tool: request.tool, reason: "its plugin does not have it any more")
        }
        let number = lastNumber.add(1, ordering: .relaxed).newValue
        return try await engine.run(
            Invocation(
                lane: tool.concurrency.lane(plugin: 0, tool: request.nameInPlugin),
                isReentrant: tool.concurrency == .reentrant, tool: request.tool, timeout: request.timeout,
                work: WorkerCall(number: number, request: request, worker: worker)))
    }

    func offer(_ tools: [CheckedTool]) {
        self.tools.withLock { $0 = Self.byName(tools) }
    }

    private static func byName(_ tools: [CheckedTool]) -> [String: CheckedTool] {
        Dictionary(tools.map { ($0.definition.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Sends new calls back, lets those that are here come to their end within `limit`, and ends the process.
    ///
    /// Calls that are told to stop then have `grace` to do so.
    func retire(within limit: Duration, grace: Duration) async {
        await engine.retire(within: limit) { tool in
            .toolUnavailable(tool: tool, reason: "its plugin was replaced or removed meanwhile")
        }
        _ = await engine.close(grace: grace)
        await worker.close()
    }

    /// Takes no more calls, tells the running ones to stop, and ends the process.
    func close(grace: Duration) async {
        _ = await engine.close(grace: grace)
        await worker.close()
    }
}
