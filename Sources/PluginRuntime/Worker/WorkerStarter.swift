// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Logging
import NIOPosix
import ToolModel

/// Takes one file through all steps from bytes to tools, its code in a process of its own.
struct WorkerStarter {
    let settings: PluginSettings
    let logger: Logger
    let worker: WorkerSettings
    let store: PluginStore
    let crashes: CrashLedger
    let starts: StartingSessions
    /// For what blocks or takes long.
    let pool: NIOThreadPool
    let onTools: ToolListChange

    /// Starts it with what it is allowed: by `verdict`, or by what was approved.
    func start(
        _ file: PluginFile, number: Int, owners: [String: String], verdict: TrustVerdict? = nil
    ) async -> PluginLoader.Outcome {
        let (allowed, told): (TrustVerdict, PluginIdentity?)
        do throws(PluginError) {
            (allowed, told) = try await onThread {
                [settings, program = worker.executable]
                () throws(PluginError) -> (TrustVerdict, PluginIdentity?) in
                let told = try PluginCode.check(file, limits: settings.limits, for: program)
                if let verdict { return (verdict, told) }
                return (try PluginTrust(settings: settings).verdict(on: file), told)
            }
        } catch {
            return .refused(RefusedPlugin(file: file, error: error, isolation: .worker))
        }
        let grant = settings.grant(for: file, allowed)
        let plugin = PluginWorker(
            file: file, settings: settings, worker: worker, grant: grant, told: told, store: store,
            crashes: crashes, starts: starts, logger: logger
        ) { name, generation, message in
            // Checking schemas takes time that a reader of frames has not got.
            pool.submit { _ in
                let (tools, faults) = check(message)
                guard allowed.takes(tools, path: file.path, logger: logger) else { return }
                onTools(
                    ToolList(
                        plugin: number, generation: generation, tools: tools,
                        quarantined: faults.quarantined(plugin: name)))
            }
        }
        var identity: PluginIdentity?
        do throws(PluginError) {
            let registered = try await plugin.register { (found) throws(PluginError) in
                identity = found
                if let other = owners[found.id] {
                    throw .duplicateID(path: file.path, id: found.id, other: other)
                }
            }
            let (tools, faults) = try await onThread { () throws(PluginError) in check(registered.message) }
            try allowed.check(tools, path: file.path)
            let backend = WorkerBackend(worker: plugin, tools: tools, limits: settings.limits)
            let confinement = ConfinementReport(grant, enforced: registered.enforcement)
            warn(of: confinement, plugin: registered.identity.name)
            return .loaded(
                LoadedPlugin(
                    file: file, number: number, identity: registered.identity, home: .worker(backend),
                    tools: tools, quarantined: faults.quarantined(plugin: registered.identity.name),
                    backend: backend,
                    confinement: confinement))
        } catch {
            await plugin.close()
            return .refused(RefusedPlugin(file: file, error: error, identity: identity, isolation: .worker))
        }
    }

    /// Tells when the kernel does not do its part, which the host was told to live with.
    private func warn(of confinement: ConfinementReport, plugin: String) {
        guard confinement.enforced[.files] == nil || confinement.enforced[.network] == nil else { return }
        logger.warning(
            "plugin is not fully confined",
            metadata: [
                "plugin.name": "\(plugin)", "reason": "\(confinement.shortfalls.joined(separator: " "))",
            ])
    }

    /// Judges what a process says that its plugin registered, as if nobody had done so there.
    private func check(_ message: ReadyMessage) -> (tools: [CheckedTool], faults: [RegistrationFault]) {
        let inspector = ToolInspector(limits: settings.limits)
        var tools: [CheckedTool] = []
        var faults = Array(message.faults.prefix(settings.limits.toolsPerPlugin + 1))
        var names: Set<String> = []
        for report in message.tools.prefix(settings.limits.toolsPerPlugin) {
            do throws(ToolFault) {
                let tool = try inspector.inspect(report)
                guard names.insert(tool.definition.name).inserted else {
                    throw .duplicateName(tool.definition.name)
                }
                tools.append(tool)
            } catch {
                faults.append(RegistrationFault(name: ToolInspector.listed(report.name), fault: error))
            }
        }
        return (tools, faults)
    }

    private func onThread<Value: Sendable>(
        _ body: @escaping @Sendable () throws(PluginError) -> Value
    ) async throws(PluginError) -> Value {
        let settlement = Settlement<Result<Value, PluginError>>()
        pool.submit { _ in settlement.settle(Result(catching: body)) }
        return try await settlement.value().get()
    }
}
