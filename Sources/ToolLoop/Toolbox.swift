// SPDX-License-Identifier: Apache-2.0

import ChatModel
import PluginRuntime
import ToolCallParsing
import ToolModel

/// The tools of one request: the registry as it stood at the start, and the caller's own.
struct Toolbox: Sendable {
    private let registry: ToolRegistry
    private let callersNames: Set<String>
    /// All tools in the order in which the model sees them: the host's, then the caller's.
    let definitions: [ToolDefinition]
    let catalog: ToolCatalog

    init(registry: ToolRegistry, callersTools: [ToolDefinition]) {
        let names = Set(callersTools.map(\.name))
        let hostTools = registry.tools.filter { !names.contains($0.definition.name) }
        self.registry = registry
        callersNames = names
        definitions = hostTools.map(\.definition) + callersTools
        // A caller's schema is the caller's to check: OpenAI hands such arguments on as the model gave them.
        catalog = ToolCatalog(
            hostTools.map { CallableTool(name: $0.definition.name, schema: $0.inputSchema) }
                + callersTools.map { CallableTool(name: $0.name, schema: nil) })
    }

    /// Whether calls of that name go back to the caller.
    func isCallers(_ name: String) -> Bool {
        callersNames.contains(name)
    }

    /// Whether the tool says that it changes nothing.
    func isReadOnly(_ name: String) -> Bool {
        registry[name]?.definition.annotations.isReadOnly == true
    }
}
