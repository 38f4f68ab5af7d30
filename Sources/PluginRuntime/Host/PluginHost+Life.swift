// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Logging
import Synchronization

extension PluginHost {
    /// Loads the plugins that are there and not loaded yet: the bundled ones, then folder by folder.
    ///
    /// What cannot be used is listed in the registry with the reason, and keeps nothing else from loading. While
    /// another `load()` is under way, or after `shutdown()`, this returns at once.
    public func load() async {
        guard let loader = beginLoading() else { return }
        let scan = await loader.scan()
        var entries = state.withLock { $0.entries }
        entries.removeAll { entry in
            if case .refused(let refused) = entry { refused.file == nil } else { false }
        }
        entries += scan.faults.map { fault in .refused(RefusedPlugin(path: fault.path ?? "", error: fault)) }
        for file in scan.files {
            if let index = entries.firstIndex(where: { $0.file?.path == file.path }) {
                guard isDue(entries[index], for: file) else { continue }
                entries.remove(at: index)
            }
            let number = state.withLock { state in
                state.lastNumber += 1
                return state.lastNumber
            }
            let outcome = await loader.load(file, number: number, owners: Self.owners(in: entries))
            log(outcome)
            entries.append(outcome)
        }
        await publish(entries, loader: loader)
    }

    /// Takes no more calls, tells the running ones to stop, and ends the plugins.
    ///
    /// Waits for each no longer than `PluginLimits.shutdownGrace`; callers that still wait then get
    /// `PluginError.shuttingDown`.
    public func shutdown() async {
        let (loader, threads, entries) = state.withLock { state in
            defer { state.isShutDown = true }
            return state.isShutDown ? (nil, nil, []) : (state.loader, state.threads, state.entries)
        }
        guard let loader, let threads else { return }
        await withTaskGroup { group in
            group.addTask { [settings] in
                let busy = await threads.engine.close(grace: settings.limits.shutdownGrace)
                for case .loaded(let plugin) in entries {
                    guard case .inProcess(let instance) = plugin.home, !busy.contains(plugin.number) else {
                        continue
                    }
                    await loader.end(instance, path: plugin.file.path)
                }
            }
            for case .loaded(let plugin) in entries {
                guard case .worker(let backend) = plugin.home else { continue }
                group.addTask { [settings] in await backend.close(grace: settings.limits.shutdownGrace) }
            }
        }
    }

    // MARK: - Loading

    private func beginLoading() -> PluginLoader? {
        state.withLock { state in
            guard !state.isLoading, !state.isShutDown else { return nil }
            state.isLoading = true
            let threads = state.threads ?? CallThreads(limits: settings.limits)
            let loader =
                state.loader
                ?? PluginLoader(settings: settings, logger: logger, threads: threads) {
                    [weak self] in self?.replaceTools($0)
                }
            (state.threads, state.loader) = (threads, loader)
            return loader
        }
    }

    /// Whether a file that was found before should be loaded now.
    private func isDue(_ entry: PluginLoader.Outcome, for file: PluginFile) -> Bool {
        switch entry {
        case .loaded(let plugin):
            if plugin.file != file { warnOfChange(file) }
            return false
        case .refused(let refused):
            guard refused.isLoadedAnyway else { return true }
            if refused.file != file { warnOfChange(file) }
            return false
        }
    }

    private func warnOfChange(_ file: PluginFile) {
        logger.warning(
            "plugin file changed, the loaded version stays until the host starts again",
            metadata: ["plugin.path": "\(file.path)"])
    }

    private static func owners(in entries: [PluginLoader.Outcome]) -> [String: String] {
        var owners: [String: String] = [:]
        for case .loaded(let plugin) in entries { owners[plugin.identity.id] = plugin.file.path }
        return owners
    }

    private func publish(_ entries: [PluginLoader.Outcome], loader: PluginLoader) async {
        for (plugin, name, newName) in Self.draft(of: entries, [:]).renamed {
            logger.warning(
                "tool renamed, its name was taken",
                metadata: ["plugin.name": "\(plugin)", "tool.name": "\(name)", "tool.new_name": "\(newName)"])
        }
        let isTooLate = state.withLock { state in
            state.isLoading = false
            if state.isShutDown { return true }
            state.entries = entries
            state.registry = Self.draft(of: entries, state.toolLists).registry
            return false
        }
        guard isTooLate else { return }
        let known = Set(state.withLock { $0.entries.compactMap(\.number) })
        for case .loaded(let plugin) in entries where !known.contains(plugin.number) {
            switch plugin.home {
            case .inProcess(let instance): await loader.end(instance, path: plugin.file.path)
            case .worker(let backend): await backend.close(grace: settings.limits.shutdownGrace)
            }
        }
    }

    private func log(_ outcome: PluginLoader.Outcome) {
        switch outcome {
        case .loaded(let plugin):
            logger.debug(
                "plugin loaded",
                metadata: ["plugin.path": "\(plugin.file.path)", "plugin.tools": "\(plugin.tools.count)"])
            for tool in plugin.quarantined {
                var metadata: Logger.Metadata = [
                    "plugin.name": "\(tool.plugin)", "tool.name": "\(tool.name)", "code": "\(tool.code)",
                    "reason": "\(tool.reason)",
                ]
                if let pointer = tool.pointer { metadata["pointer"] = "\(pointer)" }
                logger.warning("tool quarantined", metadata: metadata)
            }
        case .refused(let refused):
            logger.warning(
                "plugin refused",
                metadata: ["code": "\(refused.error.code)", "reason": "\(refused.error.description)"])
        }
    }
}

extension PluginLoader.Outcome {
    fileprivate var file: PluginFile? {
        switch self {
        case .loaded(let plugin): plugin.file
        case .refused(let refused): refused.file
        }
    }

    fileprivate var number: Int? {
        if case .loaded(let plugin) = self { plugin.number } else { nil }
    }
}
