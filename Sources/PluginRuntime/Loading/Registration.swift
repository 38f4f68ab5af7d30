// SPDX-License-Identifier: Apache-2.0

import Synchronization
import ToolABI
import ToolModel

/// What a plugin registers while its `init` runs.
final class Registration: Sendable {
    /// What came in so far.
    struct Contents: Sendable {
        var tools: [CheckedTool] = []
        var faults: [(name: String, fault: ToolFault)] = []
        var names: Set<String> = []
        /// How many were offered beyond the limit.
        var surplus = 0
        var isOpen = true
        /// What the plugin said with `set_error`.
        var startError: String?
    }

    private let limits: PluginLimits
    private let contents = Mutex(Contents())

    init(limits: PluginLimits) {
        self.limits = limits
    }

    /// `th_registrar.add_tool`.
    func add(_ tool: UnsafePointer<th_tool>?) -> th_status {
        let (isOpen, isFull) = contents.withLock { contents in
            let isFull = contents.tools.count + contents.faults.count >= limits.toolsPerPlugin
            if contents.isOpen, isFull { contents.surplus += 1 }
            return (contents.isOpen, isFull)
        }
        guard isOpen else { return TH_ENDED }
        guard !isFull else { return TH_LIMIT }
        let inspector = ToolInspector(limits: limits)
        do {
            // Compiling a schema takes time: outside the lock.
            let checked = unsafe try inspector.inspect(tool)
            return try accept(checked)
        } catch {
            let name = unsafe inspector.listedName(of: tool)
            contents.withLock { $0.faults.append((name, error)) }
            return TH_INVALID
        }
    }

    /// `th_host.set_error`.
    func setStartError(_ message: String) {
        contents.withLock { if $0.isOpen { $0.startError = message } }
    }

    /// Ends the time to register.
    func close() -> Contents {
        contents.withLock { contents in
            contents.isOpen = false
            return contents
        }
    }

    private func accept(_ tool: CheckedTool) throws(ToolFault) -> th_status {
        let name = tool.definition.name
        let isAccepted = contents.withLock { contents -> Bool? in
            guard contents.isOpen else { return nil }
            guard contents.names.insert(name).inserted else { return false }
            contents.tools.append(tool)
            return true
        }
        switch isAccepted {
        case true?: return TH_OK
        case false?:
            throw ToolFault(code: .duplicateName, reason: "The plugin registers \"\(name)\" more than once.")
        case nil: return TH_ENDED
        }
    }
}
