// SPDX-License-Identifier: Apache-2.0

import Logging
import Synchronization

/// What a running plugin offers in place of the tools that it registered.
struct ToolList: Sendable {
    /// The plugin's number.
    let plugin: Int
    /// Grows from list to list of a plugin, since two may be checked at the same time.
    let generation: Int
    let tools: [CheckedTool]
    let quarantined: [QuarantinedTool]
}

/// Told of a plugin's new list of tools.
typealias ToolListChange = @Sendable (ToolList) -> Void

extension PluginHost {
    /// Puts a plugin's new tools into the registry.
    ///
    /// Calls of its old ones that run are not touched; new calls of those that are gone are refused.
    func replaceTools(_ list: ToolList) {
        let news = state.withLock { state -> (ToolRegistry, [AsyncStream<ToolRegistry>.Continuation])? in
            guard !state.isShutDown, list.generation > state.toolLists[list.plugin]?.generation ?? 0 else {
                return nil
            }
            state.toolLists[list.plugin] = list
            state.registry = state.draft.registry
            return (state.registry, Array(state.listeners.values))
        }
        guard let (registry, listeners) = news else { return }
        for listener in listeners { listener.yield(registry) }
        logger.debug("plugin tools replaced", metadata: ["plugin.tools": "\(list.tools.count)"])
    }
}

extension PluginHost.State {
    /// All plugins with the tools that they have now, and what was refused.
    var draft: RegistryDraft {
        var draft = RegistryDraft()
        for entry in entries {
            if var plugin = entry.current {
                if let list = toolLists[plugin.number] {
                    (plugin.tools, plugin.quarantined) = (list.tools, list.quarantined)
                    plugin.backend.offer(list.tools)
                }
                draft.add(plugin, quarantine: quarantine(of: plugin)?.quarantine)
            }
            guard let refused = entry.refused else { continue }
            if entry.current == nil {
                draft.add(refused: refused)
            } else {
                draft.add(refusedVersion: refused)
            }
        }
        return draft
    }
}
