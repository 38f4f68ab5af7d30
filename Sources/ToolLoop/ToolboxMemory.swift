// SPDX-License-Identifier: Apache-2.0

import PluginRuntime
import Synchronization
import ToolModel

/// The toolbox of the registry seen last: putting one together is more work than all else before the model is asked.
final class ToolboxMemory: Sendable {
    private struct Packed {
        var registry: ToolRegistry
        var toolbox: Toolbox
    }

    private let last = Mutex<Packed?>(nil)

    /// The tools of a request.
    func toolbox(of registry: ToolRegistry, callersTools: [ToolDefinition]) -> Toolbox {
        guard callersTools.isEmpty else { return Toolbox(registry: registry, callersTools: callersTools) }
        let known = last.withLock { last -> Toolbox? in
            guard let last, last.registry.tools.span.isIdentical(to: registry.tools.span) else { return nil }
            return last.toolbox
        }
        if let known { return known }
        let toolbox = Toolbox(registry: registry, callersTools: [])
        last.withLock { $0 = Packed(registry: registry, toolbox: toolbox) }
        return toolbox
    }
}
