// SPDX-License-Identifier: Apache-2.0

import ToolModel

/// A plugin that has started.
struct LoadedPlugin: Sendable {
    let file: PluginFile
    /// Distinguishes the plugins of one host.
    let number: Int
    let descriptor: PluginDescriptor
    let instance: NativeInstance
    let tools: [CheckedTool]
    let quarantined: [QuarantinedTool]
    let backend: any PluginBackend

    var name: String { descriptor.name }

    func description(tools names: [String]) -> PluginDescription {
        PluginDescription(
            path: file.path, id: descriptor.id, name: descriptor.name, version: descriptor.version,
            license: descriptor.license, abi: PluginABI.text(descriptor.builtFor), isolation: .inProcess,
            tools: names, refusal: nil)
    }

    func registered(_ tool: CheckedTool, as name: String) -> RegisteredTool {
        var definition = tool.definition
        definition.name = name
        return RegisteredTool(
            definition: definition, plugin: self.name, isolation: .inProcess, inputSchema: tool.inputSchema,
            outputSchema: tool.outputSchema, timeout: tool.timeout, nameInPlugin: tool.definition.name,
            backend: backend)
    }
}

/// A plugin that is not used.
struct RefusedPlugin: Sendable {
    /// The file, to notice when it changes; nil when there is none.
    let file: PluginFile?
    let description: PluginDescription
    let error: PluginError

    /// Whether the library is in the process all the same, so that loading its path again would find the old one.
    var isLoadedAnyway: Bool {
        switch error {
        case .notLoadable, .tooManyPlugins: false
        default: true
        }
    }

    init(file: PluginFile, error: PluginError, descriptor: PluginDescriptor? = nil) {
        self.file = file
        self.error = error
        description = PluginDescription(
            path: file.path, id: descriptor?.id, name: descriptor?.name ?? file.stem,
            version: descriptor?.version, license: descriptor?.license,
            abi: descriptor.map { PluginABI.text($0.builtFor) }, isolation: .inProcess, tools: [],
            refusal: error)
    }

    /// For what the scan could not even look at.
    init(path: String, error: PluginError) {
        file = nil
        self.error = error
        description = PluginDescription(
            path: path, id: nil, name: PluginFile.stem(of: path), version: nil, license: nil, abi: nil,
            isolation: .inProcess,
            tools: [], refusal: error)
    }
}
