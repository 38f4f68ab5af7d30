// SPDX-License-Identifier: Apache-2.0

import ToolABI

/// A call of a plugin that lives in this process, on a thread of its own.
///
/// A thread cannot be taken from a plugin's code: past its deadline the call keeps it until it comes back.
struct ThreadCall: CallWork {
    let threads: CallThreads
    let tool: String
    let plugin: String
    let body: ToolBody
    let record: CallRecord

    func start(
        deadline: ContinuousClock.Instant, done: @escaping @Sendable (Result<BackendReply, any Error>) -> Void
    ) {
        threads.run {
            let result = perform(deadline: deadline)
            return { done(result) }
        }
    }

    func look(until isAnswered: () -> Bool) { threads.look(until: isAnswered) }

    func cancel() { record.cancel() }

    func overrun() { record.cancel() }

    private func perform(deadline: ContinuousClock.Instant) -> Result<BackendReply, any Error> {
        switch body.perform(record, deadline: deadline) {
        case .reply(let reply): .success(reply)
        // Whoever cancelled has answered the caller already, save for a host that ends.
        case .gaveUp: .failure(PluginError.shuttingDown)
        case .fault(.protocolBroken(let reason)):
            .failure(PluginError.pluginProtocol(tool: tool, plugin: plugin, reason: reason))
        case .fault(.invalidOutput(let reason)):
            .failure(PluginError.invalidOutput(tool: tool, plugin: plugin, reason: reason))
        }
    }
}
