// SPDX-License-Identifier: Apache-2.0

import Synchronization
import ToolABI
import ToolModel

/// A tool that was not taken.
struct RegistrationFault: Sendable, Hashable {
    /// The name to list it under; `*` for tools beyond the limit.
    let name: String
    let fault: ToolFault
}

extension [RegistrationFault] {
    /// The faults as they are listed.
    func quarantined(plugin: String) -> [QuarantinedTool] {
        map { entry in
            QuarantinedTool(
                name: entry.name, plugin: plugin, code: entry.fault.code.rawValue,
                reason: entry.fault.reason, pointer: entry.fault.pointer)
        }
    }
}

/// What a plugin registers while its `init` runs.
final class Registration: Sendable {
    /// What came in so far.
    struct Contents: Sendable {
        var tools: [NativeTool] = []
        var faults: [RegistrationFault] = []
        var names: Set<String> = []
        /// How many were offered beyond the limit.
        var surplus = 0
        var isOpen = true
        /// What the plugin said with `set_error`.
        var startError: String?
        let toolLimit: Int

        /// The faults, and a last one for the tools beyond the limit.
        var allFaults: [RegistrationFault] {
            guard surplus > 0 else { return faults }
            let reason =
                "The plugin registers \(surplus) tools more than the \(toolLimit) that the host takes of one plugin."
            return faults + [
                RegistrationFault(name: "*", fault: ToolFault(code: .tooManyTools, reason: reason))
            ]
        }
    }

    let limits: PluginLimits
    /// Whether this process runs one plugin and nothing else.
    let isIsolated: Bool
    private let contents: Mutex<Contents>

    init(limits: PluginLimits, isIsolated: Bool = false) {
        self.limits = limits
        self.isIsolated = isIsolated
        contents = Mutex(Contents(toolLimit: limits.toolsPerPlugin))
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
        let reader = ToolReader(limits: limits, isIsolated: isIsolated)
        do {
            // Compiling a schema takes time: outside the lock.
            let (report, body) = unsafe try reader.read(tool)
            let tool = try ToolInspector(limits: limits).inspect(report)
            return try accept(NativeTool(report: report, tool: tool, body: body))
        } catch {
            let name = unsafe reader.listedName(of: tool)
            contents.withLock { $0.faults.append(RegistrationFault(name: name, fault: error)) }
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

    private func accept(_ native: NativeTool) throws(ToolFault) -> th_status {
        let name = native.tool.definition.name
        let isAccepted = contents.withLock { contents -> Bool? in
            guard contents.isOpen else { return nil }
            guard contents.names.insert(name).inserted else { return false }
            contents.tools.append(native)
            return true
        }
        switch isAccepted {
        case true?: return TH_OK
        case false?:
            throw .duplicateName(name)
        case nil: return TH_ENDED
        }
    }
}
