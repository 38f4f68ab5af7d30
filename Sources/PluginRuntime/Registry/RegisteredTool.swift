// SPDX-License-Identifier: Apache-2.0

public import JSONSchema
public import ToolModel

/// A tool that has passed all checks and can be called.
///
/// An object that never changes: each call holds it, and would otherwise copy all of it.
public final class RegisteredTool: Sendable {
    /// What models and clients are told, with the name under which it is called.
    public let definition: ToolDefinition
    /// The name of its plugin.
    public let plugin: String
    /// Where its code runs.
    public let isolation: PluginIsolation
    /// What its plugin may do and who sees to it; nil for tools of the program itself.
    public let confinement: ConfinementReport?
    /// The compiled `definition.inputSchema`.
    public let inputSchema: Schema
    /// The compiled `definition.outputSchema`.
    public let outputSchema: Schema?
    /// The limit that the tool states for itself; nil when the host's setting applies.
    public let timeout: Duration?

    /// The name under which its plugin registered it; differs from the definition's after a clash.
    let nameInPlugin: String
    let backend: any PluginBackend

    init(
        definition: ToolDefinition, plugin: String, isolation: PluginIsolation,
        confinement: ConfinementReport?,
        inputSchema: Schema, outputSchema: Schema?, timeout: Duration?, nameInPlugin: String,
        backend: any PluginBackend
    ) {
        self.definition = definition
        self.plugin = plugin
        self.isolation = isolation
        self.confinement = confinement
        self.inputSchema = inputSchema
        self.outputSchema = outputSchema
        self.timeout = timeout
        self.nameInPlugin = nameInPlugin
        self.backend = backend
    }
}
