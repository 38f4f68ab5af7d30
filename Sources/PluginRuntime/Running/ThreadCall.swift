// SPDX-License-Identifier: Apache-2.0

import ToolABI

/// A call of a plugin that lives in this process, on a thread of its own.
///
/// A thread cannot be taken from a plugin's code: past its deadline the call keeps it until it comes back.
final class ThreadCall: CallWork {
    private let threads: CallThreads
    private let tool: String
    private let plugin: String
    private let native: NativeTool
    private let record: CallRecord

    init(threads: CallThreads, tool: String, plugin: String, native: NativeTool, record: CallRecord) {
        self.threads = threads
        self.tool = tool
        self.plugin = plugin
        self.native = native
        self.record = record
    }

    func start(deadline: ContinuousClock.Instant, end: CallEnd) {
        threads.run(CallThreads.Turn(call: self, deadline: deadline, end: end))
    }

    func look(until isAnswered: () -> Bool) { threads.look(until: isAnswered) }

    func cancel() { record.cancel() }

    func overrun() { record.cancel() }

    /// Runs the plugin's code on this thread.
    func perform(deadline: ContinuousClock.Instant) -> Result<BackendReply, PluginError> {
        switch native.body.perform(record, deadline: deadline) {
        case .reply(let reply): .success(reply)
        // Whoever cancelled has answered the caller already, save for a host that ends.
        case .gaveUp: .failure(.shuttingDown)
        case .fault(.protocolBroken(let reason)):
            .failure(.pluginProtocol(tool: tool, plugin: plugin, reason: reason))
        case .fault(.invalidOutput(let reason)):
            .failure(.invalidOutput(tool: tool, plugin: plugin, reason: reason))
        }
    }
}
