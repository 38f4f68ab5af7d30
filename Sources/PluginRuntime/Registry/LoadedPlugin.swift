// SPDX-License-Identifier: Apache-2.0

import ToolModel

/// A plugin that has started.
struct LoadedPlugin: Sendable {
    let file: PluginFile
    /// Distinguishes the plugins of one host.
    let number: Int
    let identity: PluginIdentity
    let home: Home
    var tools: [CheckedTool]
    var quarantined: [QuarantinedTool]
    let backend: any PluginBackend
    let confinement: ConfinementReport

    /// Where the plugin's code is.
    enum Home: Sendable {
        case inProcess(NativeInstance)
        case worker(WorkerBackend)

        var isolation: PluginIsolation {
            switch self {
            case .inProcess: .inProcess
            case .worker: .worker
            }
        }
    }

    var name: String { identity.name }

    func description(tools names: [String], quarantine: PluginQuarantine?) -> PluginDescription {
        PluginDescription(
            path: file.path, id: identity.id, name: identity.name, version: identity.version,
            license: identity.license, abi: PluginABI.text(identity.builtFor), contentHash: file.contentHash,
            isolation: home.isolation, confinement: confinement, tools: names,
            refusal: quarantine.map { .quarantined(path: file.path, $0) })
    }

    /// The same when it is not used, since another has its id.
    func refused(for other: LoadedPlugin) -> RefusedPlugin {
        RefusedPlugin(
            file: file,
            error: .duplicateID(path: file.path, id: identity.id, other: other.file.path),
            identity: identity, isolation: home.isolation)
    }

    func registered(_ tool: CheckedTool, as name: String) -> RegisteredTool {
        var definition = tool.definition
        definition.name = name
        return RegisteredTool(
            definition: definition, plugin: self.name, isolation: home.isolation, confinement: confinement,
            inputSchema: tool.inputSchema,
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

    /// Whether another try may end otherwise though the file is the same: it depends on what is around the file.
    var isWorthAnotherTry: Bool {
        switch error {
        case .notLoadable, .tooManyPlugins, .folderUnusable, .workerUnavailable, .duplicateID, .quarantined,
            .notApproved, .sidecarInvalid:
            true
        default: false
        }
    }

    init(
        file: PluginFile, error: PluginError, identity: PluginIdentity? = nil, isolation: PluginIsolation
    ) {
        self.file = file
        self.error = error
        description = PluginDescription(
            path: file.path, id: identity?.id, name: identity?.name ?? file.stem,
            version: identity?.version, license: identity?.license,
            abi: identity.map { PluginABI.text($0.builtFor) }, contentHash: file.contentHash,
            isolation: isolation, confinement: nil, tools: [], refusal: error)
    }

    /// For what the scan could not even look at.
    init(path: String, error: PluginError) {
        file = nil
        self.error = error
        description = PluginDescription(
            path: path, id: nil, name: PluginFile.stem(of: path), version: nil, license: nil, abi: nil,
            contentHash: nil, isolation: .inProcess, confinement: nil, tools: [], refusal: error)
    }
}
