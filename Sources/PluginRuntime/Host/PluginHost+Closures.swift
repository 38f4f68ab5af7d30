// SPDX-License-Identifier: Apache-2.0

package import JSONSchema
package import Logging
import Synchronization
import ToolModel

extension PluginHost {
    /// A host whose tools are closures; it needs no `load()` and touches no file.
    ///
    /// - Parameters:
    ///   - tools: With unique names.
    ///   - plugin: The name of the plugin they are listed under.
    ///   - toolTimeout: For tools that state no limit.
    ///   - logger: Where it writes.
    /// - Throws: `SchemaError` for a schema that cannot be compiled.
    package convenience init(
        tools: [ClosureTool], plugin: String = "builtin", toolTimeout: Duration = .seconds(30), logger: Logger
    ) throws(SchemaError) {
        self.init(
            settings: PluginSettings(sandbox: "", dataFolder: "", cacheFolder: "", toolTimeout: toolTimeout),
            logger: logger)
        let backend = ClosureBackend(
            tools: Dictionary(tools.map { ($0.definition.name, $0) }, uniquingKeysWith: { first, _ in first })
        )
        var registered: [RegisteredTool] = []
        for tool in tools {
            registered.append(
                RegisteredTool(
                    definition: tool.definition, plugin: plugin, isolation: .inProcess, confinement: nil,
                    inputSchema: try Schema(compiling: tool.definition.inputSchema),
                    outputSchema: try tool.definition.outputSchema.map { (schema) throws(SchemaError) in
                        try Schema(compiling: schema)
                    },
                    timeout: tool.timeout, nameInPlugin: tool.definition.name, backend: backend))
        }
        let description = PluginDescription(
            path: "", id: nil, name: plugin, version: nil, license: nil, abi: nil, contentHash: nil,
            isolation: .inProcess, confinement: nil, tools: registered.map(\.definition.name), refusal: nil)
        let registry = ToolRegistry(tools: registered, plugins: [description])
        state.withLock { $0.registry = registry }
    }
}
