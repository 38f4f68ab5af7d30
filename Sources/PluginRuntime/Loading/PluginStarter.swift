// SPDX-License-Identifier: Apache-2.0

import Logging
import Synchronization
import ToolABI

/// Takes one file through all steps from bytes to tools.
///
/// Blocks, and runs the plugin's code.
struct PluginStarter {
    let settings: PluginSettings
    let logger: Logger
    let threads: CallThreads
    let onTools: ToolListChange

    func start(_ file: PluginFile, number: Int, owners: [String: String]) -> PluginLoader.Outcome {
        let code: PluginCode
        do {
            try PluginCode.check(file, limits: settings.limits, for: "/proc/self/exe")
            code = try PluginCode.load(file, limits: settings.limits)
        } catch {
            return .refused(
                RefusedPlugin(file: file, error: error.naming(file), isolation: .inProcess))
        }
        do throws(PluginError) {
            if let other = owners[code.identity.id] {
                throw PluginError.duplicateID(path: file.path, id: code.identity.id, other: other)
            }
            return .loaded(try start(code, file: file, number: number))
        } catch {
            return .refused(
                RefusedPlugin(
                    file: file, error: error, identity: code.identity, isolation: .inProcess))
        }
    }

    private func start(
        _ code: PluginCode, file: PluginFile, number: Int
    ) throws(PluginError) -> LoadedPlugin {
        let identity = code.identity
        logger.warning(
            "plugin runs inside the host",
            metadata: [
                "plugin.name": "\(identity.name)", "reason": "\(ConfinementReport.inProcessShortfall)",
            ])
        let surroundings = PluginSurroundings(
            values: settings.values(of: identity),
            folders: try PluginFolders(named: identity.id, settings: settings), limits: settings.limits,
            writeLog: logger.pluginLogWriter(plugin: identity.name))
        let started = try code.start(in: surroundings, path: file.path)
        let generation = Atomic(0)
        let allowed = PluginTrust(settings: settings).verdictInProcess(on: file)
        surroundings.toolList.open { [onTools, logger] tools, faults in
            guard allowed.takes(tools.map(\.tool), path: file.path, logger: logger) else { return }
            onTools(
                ToolList(
                    plugin: number, generation: generation.add(1, ordering: .relaxed).newValue,
                    tools: tools.map(\.tool), quarantined: faults.quarantined(plugin: identity.name)))
        }
        return LoadedPlugin(
            file: file, number: number, identity: identity, home: .inProcess(started.instance),
            tools: started.tools.map(\.tool),
            quarantined: started.faults.quarantined(plugin: identity.name),
            backend: InProcessBackend(
                number: number, plugin: identity.name, tools: started.tools,
                toolList: surroundings.toolList, threads: threads, limits: settings.limits),
            confinement: ConfinementReport(inProcess: settings.grant(for: file, .standard)))
    }
}
