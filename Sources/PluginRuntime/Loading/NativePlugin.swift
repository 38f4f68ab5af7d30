// SPDX-License-Identifier: Apache-2.0

import ToolABI
import ToolModel

/// A plugin whose code runs in this process, with what it registered.
struct NativePlugin {
    let instance: NativeInstance
    let tools: [NativeTool]
    private let indices: [String: Int]
    let faults: [RegistrationFault]
    /// Nil for tools that never change.
    private let toolList: ToolListChanges?

    /// Runs the plugin's `init`.
    ///
    /// - Throws: `PluginError.startFailed` in the plugin's own words, where it has some.
    init(
        starting descriptor: PluginDescriptor, in surroundings: PluginSurroundings, path: String
    ) throws(PluginError) {
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
            throw .startFailed(path: path, reason: reason)
        }
        self.instance = unsafe NativeInstance(
            instance: instance, shutdown: descriptor.shutdown, bodies: bodies, hostAddress: host.address)
        tools = contents.tools
        // Registration refuses a second tool of the same name.
        indices = Dictionary(
            uniqueKeysWithValues: contents.tools.indices.map { (contents.tools[$0].tool.definition.name, $0) }
        )
        faults = contents.allFaults
        toolList = surroundings.toolList
    }

    /// Tools that need no start and no end.
    init(tools: [NativeTool], faults: [RegistrationFault]) {
        instance = NativeInstance()
        self.tools = tools
        indices = Dictionary(
            tools.indices.map { (tools[$0].tool.definition.name, $0) },
            uniquingKeysWith: { first, _ in first })
        self.faults = faults
        toolList = nil
    }

    func tool(named name: String) -> NativeTool? {
        let registered = indices[name].map { tools[$0] }
        guard let toolList else { return registered }
        return toolList.tool(named: name, registered: registered)
    }
}
