// SPDX-License-Identifier: Apache-2.0

extension PluginWorker {
    /// A process offers other tools than before.
    func toolsReplaced(_ message: ReadyMessage, by session: WorkerSession) {
        let generation = nextList(of: session)
        guard generation <= ToolListChanges.limit else {
            return session.kill(
                .protocolBroken("it replaced its tools more than \(ToolListChanges.limit) times"))
        }
        tellTools(generation, message)
    }

    /// A new process begins with the tools that it registers, unless it has replaced them by now.
    func restoreTools(_ tools: [ToolReport], unlessListedBy session: WorkerSession) {
        guard let generation = nextList(unlessListedBy: session) else { return }
        tellTools(generation, ReadyMessage(tools: tools, faults: []))
    }
}
