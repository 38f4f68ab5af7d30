// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import ToolModel

/// Puts the tools of several plugins into one list of unique names.
struct RegistryDraft {
    private var tools: [RegisteredTool] = []
    /// Tools that keep their names, and are not offered for a while.
    private var resting: [RegisteredTool] = []
    private var quarantined: [QuarantinedTool] = []
    private var plugins: [PluginDescription] = []
    private var owners: [String: String] = [:]
    /// Tools that go by another name than their plugin gave them: plugin, name there, name here.
    private(set) var renamed: [(plugin: String, from: String, to: String)] = []

    var registry: ToolRegistry {
        ToolRegistry(tools: tools, resting: resting, quarantined: quarantined, plugins: plugins)
    }

    /// Adds a plugin after those before it, which keep their names.
    ///
    /// - Parameters:
    ///   - plugin: With its tools.
    ///   - quarantine: Why it is left alone for now; nil when it is not.
    mutating func add(_ plugin: LoadedPlugin, quarantine: PluginQuarantine? = nil) {
        var names: [String] = []
        quarantined += plugin.quarantined
        for tool in plugin.tools {
            let name = tool.definition.name
            guard let free = freeName(for: name, of: plugin.name) else {
                let owner = owners[name] ?? "another plugin"
                quarantined.append(
                    QuarantinedTool(
                        name: name, plugin: plugin.name, code: ToolFault.Code.duplicateName.rawValue,
                        reason:
                            "The plugin \(owner) has a tool of this name, and there is no free name to offer "
                            + "this one under."))
                continue
            }
            if free != name { renamed.append((plugin.name, name, free)) }
            owners[free] = plugin.name
            names.append(free)
            let registered = plugin.registered(tool, as: free)
            if quarantine == nil { tools.append(registered) } else { resting.append(registered) }
        }
        let description = plugin.description(tools: names, quarantine: quarantine)
        plugins.append(description)
        if let quarantine, let error = description.refusal {
            quarantined += names.map { name in
                QuarantinedTool(
                    name: name, plugin: plugin.name, code: error.code, reason: error.description,
                    until: quarantine.until)
            }
        }
    }

    /// Lists a plugin that is not used.
    mutating func add(refused: RefusedPlugin) {
        plugins.append(refused.description)
        list(refused, consequence: "")
    }

    /// Lists a version of a plugin that is not used, while the one before it is.
    mutating func add(refusedVersion refused: RefusedPlugin) {
        list(refused, consequence: " The version that was loaded before stays in use.")
    }

    private mutating func list(_ refused: RefusedPlugin, consequence: String) {
        quarantined.append(
            QuarantinedTool(
                name: "*", plugin: refused.description.name, code: refused.error.code,
                reason: refused.error.description + consequence, until: refused.error.quarantine?.until))
    }

    /// The tool's own name, or the one with its plugin's before it; nil when both are taken.
    private func freeName(for name: String, of plugin: String) -> String? {
        [name, "\(plugin)_\(name)"].first { ToolName.isValid($0) && owners[$0] == nil }
    }
}
