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
        let isNew = state.withLock { state in
            guard !state.isShutDown, list.generation > state.toolLists[list.plugin]?.generation ?? 0 else {
                return false
            }
            state.toolLists[list.plugin] = list
            state.registry = Self.draft(of: state.entries, state.toolLists).registry
            return true
        }
        guard isNew else { return }
        logger.debug("plugin tools replaced", metadata: ["plugin.tools": "\(list.tools.count)"])
    }

    /// All plugins with the tools that they have now.
    static func draft(of entries: [PluginLoader.Outcome], _ lists: [Int: ToolList]) -> RegistryDraft {
        var draft = RegistryDraft()
        for entry in entries {
            switch entry {
            case .loaded(var plugin):
                if let list = lists[plugin.number] {
                    (plugin.tools, plugin.quarantined) = (list.tools, list.quarantined)
                    plugin.backend.offer(list.tools)
                }
                draft.add(plugin)
            case .refused(let refused): draft.add(refused: refused)
            }
        }
        return draft
    }
}
