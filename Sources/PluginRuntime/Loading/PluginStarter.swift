// SPDX-License-Identifier: Apache-2.0

import Logging
import ToolABI

/// Takes one file through all steps from bytes to tools.
///
/// Blocks, and runs the plugin's code.
struct PluginStarter {
    let settings: PluginSettings
    let logger: Logger
    let engine: CallEngine

    func start(_ file: PluginFile, number: Int, owners: [String: String]) -> PluginLoader.Outcome {
        let descriptor: PluginDescriptor
        do {
            descriptor = try PluginImage.descriptor(of: file)
        } catch {
            return .refused(RefusedPlugin(file: file, error: error))
        }
        do throws(PluginError) {
            if let other = owners[descriptor.id] {
                throw PluginError.duplicateID(path: file.path, id: descriptor.id, other: other)
            }
            return .loaded(try start(descriptor, file: file, number: number))
        } catch {
            return .refused(RefusedPlugin(file: file, error: error, descriptor: descriptor))
        }
    }

    private func start(
        _ descriptor: PluginDescriptor, file: PluginFile, number: Int
    ) throws(PluginError) -> LoadedPlugin {
        let folders = try PluginFolders(plugin: descriptor.id, settings: settings)
        let surroundings = PluginSurroundings(
            plugin: descriptor, settings: settings, folders: folders, logger: logger)
        let host = unsafe HostFunctions.host()
        let registrar = HostFunctions.registrar()
        Border.hosts.set(surroundings, at: unsafe host.address)
        Border.registrars.set(surroundings.registration, at: registrar.address)
        var instance: UnsafeMutableRawPointer?
        let status = unsafe descriptor.initialize(host.pointer, registrar.pointer, &instance)
        let contents = surroundings.registration.close()
        Border.registrars.set(nil, at: registrar.address)
        let bodies = contents.tools.map(\.body)
        guard status == TH_OK else {
            // A plugin that did not start is not shut down either.
            for body in bodies { body.release() }
            Border.hosts.set(nil, at: unsafe host.address)
            let reason = contents.startError.map(\.droppingFullStop) ?? "its init function returned \(status)"
            throw .startFailed(path: file.path, reason: reason)
        }
        let backend = InProcessBackend(
            number: number, plugin: descriptor.name, tools: contents.tools, engine: engine,
            limits: settings.limits)
        return unsafe LoadedPlugin(
            file: file, number: number, descriptor: descriptor,
            instance: NativeInstance(
                instance: instance, shutdown: descriptor.shutdown, bodies: bodies, hostAddress: host.address),
            tools: contents.tools, quarantined: quarantined(contents, plugin: descriptor.name),
            backend: backend)
    }

    private func quarantined(_ contents: Registration.Contents, plugin: String) -> [QuarantinedTool] {
        var list = contents.faults.map { name, fault in
            QuarantinedTool(
                name: name, plugin: plugin, code: fault.code.rawValue, reason: fault.reason,
                pointer: fault.pointer)
        }
        if contents.surplus > 0 {
            list.append(
                QuarantinedTool(
                    name: "*", plugin: plugin, code: ToolFault.Code.tooManyTools.rawValue,
                    reason: "The plugin registers \(contents.surplus) tools more than the "
                        + "\(settings.limits.toolsPerPlugin) that the host takes of one plugin."))
        }
        return list
    }
}
