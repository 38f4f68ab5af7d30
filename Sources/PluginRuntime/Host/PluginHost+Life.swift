// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Logging
import Synchronization

extension PluginHost {
    /// Loads the plugins that are there: the bundled ones, then folder by folder; and takes what has changed since the
    /// last time.
    ///
    /// What cannot be used is listed in the registry with the reason, and keeps nothing else from loading; a version that
    /// was loaded before stays in use then. Several plugins start at a time, and each is used as soon as it is ready, at
    /// most `PluginLimits.gatherTime` later.
    /// While another `load()` is under way, this asks that one to look once more and returns at once, as it does after
    /// `shutdown()`.
    public func load() async {
        let (wishes, wish) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        guard let loader = beginLoading(wish) else { return }
        var pass = state.withLock { state in
            ReloadPass(host: self, loader: loader, entries: state.entries, isFirst: !state.hasLoaded)
        }
        await pass.run(wishes: wishes)
        let waiting = state.withLock { state in
            defer { state.afterLoading = [] }
            return state.afterLoading
        }
        for settlement in waiting { settlement.settle(()) }
        if pass.isFirst {
            loader.prune(keeping: Set(state.withLock { $0.entries.compactMap(\.current?.file.copy?.hash) }))
        }
    }

    /// Loads what is there now, and looks again whenever something changes in the plugin folders, until the task is
    /// cancelled or the host shut down.
    public func watch() async {
        let watch: FolderWatch
        do {
            // An approval is put into place as plugins are, and may let one in.
            let approvals = settings.trust.map { [$0.approvals] } ?? []
            watch = try FolderWatch(
                folders: settings.folders + approvals, limits: settings.limits, logger: logger)
        } catch {
            logger.warning(
                "plugin folders not watched, changes in them are seen at the next start",
                metadata: ["reason": "\(error.reason)"])
            return
        }
        state.withLock { state in
            if state.isShutDown { watch.stop() } else { state.watches.append(watch) }
        }
        for await _ in watch.changes { await load() }
        watch.stop()
        state.withLock { $0.watches.removeAll { $0 === watch } }
    }

    /// Takes no more calls, tells the running ones to stop, and ends the plugins.
    ///
    /// Waits for each no longer than `PluginLimits.shutdownGrace`; callers that still wait then get
    /// `PluginError.shuttingDown`.
    public func shutdown() async {
        let loaded = Settlement<Void>()
        let (loader, threads, plugins, retiring, listeners, loading) = state.withLock { state in
            defer {
                state.isShutDown = true
                state.listeners = [:]
            }
            let plugins = state.isShutDown ? [] : state.entries.compactMap(\.current)
            if state.loading != nil { state.afterLoading.append(loaded) }
            return (
                state.loader, state.threads, plugins, state.retiring.values, state.listeners.values,
                state.loading
            )
        }
        for listener in listeners { listener.finish() }
        await forgetQuarantines()
        for watch in state.withLock({ $0.watches }) { watch.stop() }
        guard let loader, let threads else { return }
        loader.starts.close()
        let grace = settings.limits.shutdownGrace
        await withTaskGroup { group in
            group.addTask {
                let busy = await threads.engine.close(grace: grace)
                for plugin in plugins {
                    guard case .inProcess(let instance) = plugin.home, !busy.contains(plugin.number) else {
                        continue
                    }
                    await loader.end(instance, path: plugin.file.path)
                }
            }
            for plugin in plugins {
                guard case .worker(let backend) = plugin.home else { continue }
                group.addTask { await backend.close(grace: grace) }
            }
            for backend in retiring { group.addTask { await backend.close(grace: grace) } }
            // What is about to be used is ended by the pass that started it.
            if let loading {
                loading.yield()
                group.addTask {
                    let deadlines = DeadlineQueue<Int>()
                    deadlines.set(0, after: grace) { loaded.settle(()) }
                    await loaded.value()
                    deadlines.remove(0)
                }
            }
        }
    }

    // MARK: - Loading

    private func beginLoading(_ wish: AsyncStream<Void>.Continuation) -> PluginLoader? {
        state.withLock { state in
            guard !state.isShutDown else { return nil }
            if let other = state.loading {
                state.isLoadingWanted = true
                other.yield()
                return nil
            }
            state.loading = wish
            let threads = state.threads ?? CallThreads(limits: settings.limits)
            let loader =
                state.loader
                ?? PluginLoader(
                    settings: settings, logger: logger, threads: threads,
                    onQuarantine: { [weak self] in self?.heedQuarantines() },
                    onTools: { [weak self] in self?.replaceTools($0) })
            (state.threads, state.loader) = (threads, loader)
            return loader
        }
    }

    /// Whether somebody has asked to load since this was asked last.
    func isLoadingWished() -> Bool {
        state.withLock { state in
            defer { state.isLoadingWanted = false }
            return state.isLoadingWanted && !state.isShutDown
        }
    }

    /// The same at the end, which it is when nobody has.
    func mustLoadAgain() -> Bool {
        state.withLock { state in
            defer { state.isLoadingWanted = false }
            state.hasLoaded = true
            if state.isLoadingWanted, !state.isShutDown { return true }
            state.loading = nil
            return false
        }
    }

    /// Remembers what was seen, when nothing came of it.
    func keep(_ entries: [PluginEntry]) {
        state.withLock { state in
            if !state.isShutDown { state.entries = entries }
        }
    }

    // MARK: - A new registry

    /// Makes what a pass has found so far the registry, from one call to the next, and lets the versions that went come to their end.
    func publish(_ pass: ReloadPass, loader: PluginLoader) async {
        let numbers = Set(pass.entries.compactMap(\.current?.number))
        let news = state.withLock { state -> (RegistryDraft, [AsyncStream<ToolRegistry>.Continuation])? in
            if state.isShutDown { return nil }
            state.entries = pass.entries
            state.toolLists = state.toolLists.filter { numbers.contains($0.key) }
            let draft = state.draft
            state.registry = draft.registry
            return (draft, Array(state.listeners.values))
        }
        guard let (draft, listeners) = news else { return await end(pass.started + pass.surplus, loader) }
        for listener in listeners { listener.yield(draft.registry) }
        for (plugin, name, newName) in draft.renamed where isNews("rename \(plugin) \(name) \(newName)") {
            logger.warning(
                "tool renamed, its name was taken",
                metadata: ["plugin.name": "\(plugin)", "tool.name": "\(name)", "tool.new_name": "\(newName)"])
        }
        pass.logChanges()
        for plugin in pass.retired { retire(plugin) }
        awaitQuarantineEnds()
    }

    /// Whether the log was not told this before.
    func isNews(_ fact: String) -> Bool {
        state.withLock { state in
            if state.told.count >= Self.toldLimit { state.told = [] }
            return state.told.insert(fact).inserted
        }
    }

    /// How many facts are remembered; what comes after them may be told twice.
    private static let toldLimit = 10_000

    /// A number for a plugin that is to start.
    func nextNumber() -> Int {
        state.withLock { state in
            state.lastNumber += 1
            return state.lastNumber
        }
    }

    /// Lets the calls of a version that was replaced or removed come to their end, and then ends it.
    private func retire(_ plugin: LoadedPlugin) {
        guard case .worker(let backend) = plugin.home else { return retireHere(plugin) }
        let isShutDown = state.withLock { state in
            state.retiring[plugin.number] = backend
            return state.isShutDown
        }
        let limits = settings.limits
        // Ends after the drain time at the latest; `shutdown` closes the backend, which ends it at once.
        Task {
            if isShutDown {
                await backend.close(grace: limits.shutdownGrace)
            } else {
                await backend.retire(within: limits.drainTime, grace: limits.shutdownGrace)
            }
            _ = state.withLock { $0.retiring.removeValue(forKey: plugin.number) }
        }
    }

    /// Ends a plugin of this process that was never used.
    private func retireHere(_ plugin: LoadedPlugin) {
        guard case .inProcess(let instance) = plugin.home, let loader = state.withLock(\.loader) else {
            return
        }
        // Ends within the grace of a shutdown.
        Task { await loader.end(instance, path: plugin.file.path) }
    }

    /// Ends plugins that started too late to be used.
    private func end(_ plugins: [LoadedPlugin], _ loader: PluginLoader) async {
        for plugin in plugins {
            switch plugin.home {
            case .inProcess(let instance): await loader.end(instance, path: plugin.file.path)
            case .worker(let backend): await backend.close(grace: settings.limits.shutdownGrace)
            }
        }
    }
}
