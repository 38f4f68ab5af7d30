// SPDX-License-Identifier: Apache-2.0

import Logging
import NIOPosix
import Synchronization

extension PluginHost {
    /// The plugins that hosts leave alone just now, this one's and those of the user's other hosts that run.
    public func recordedQuarantines() async -> [RecordedQuarantine] {
        guard let folder = settings.trust?.quarantineFolder else { return [] }
        let settlement = Settlement<[RecordedQuarantine]>()
        NIOThreadPool.singleton.submit { _ in settlement.settle(QuarantineFile.all(in: folder)) }
        return await settlement.value()
    }

    /// Lists the tools of plugins that are left alone as not offered, and offers those again whose time is over.
    func heedQuarantines() {
        let news = state.withLock { $0.isShutDown ? nil : $0.renewed() }
        awaitQuarantineEnds()
        guard let (registry, listeners) = news else { return }
        for listener in listeners { listener.yield(registry) }
        if let file = quarantineFile {
            NIOThreadPool.singleton.submit { [weak self] _ in self?.record(in: file) }
        }
    }

    /// Looks again when the time of those is over that are left alone now.
    func awaitQuarantineEnds() {
        let quarantines = state.withLock { $0.isShutDown ? [] : $0.quarantines }
        for (hash, left) in quarantines {
            quarantineEnds.set(hash, after: left) { [weak self] in self?.heedQuarantines() }
        }
    }

    /// For other programs of the user to read.
    private func record(in file: QuarantineFile) {
        do throws(FileSystem.Failure) {
            try file.write(keeping: settings.limits.longestQuarantine) {
                state.withLock { $0.isShutDown ? [] : $0.registry.plugins }
            }
        } catch {
            logger.warning(
                "quarantined plugins not recorded",
                metadata: ["path": "\(file.path)", "reason": "\(error.reason)"])
        }
    }

    /// Removes the record when the host ends.
    func forgetQuarantines() async {
        guard let file = quarantineFile else { return }
        let settlement = Settlement<Void>()
        NIOThreadPool.singleton.submit { [self] _ in
            record(in: file)
            settlement.settle(())
        }
        await settlement.value()
    }
}

extension PluginHost.State {
    /// Why and for how long a plugin is left alone; nil when it is not.
    func quarantine(of plugin: LoadedPlugin) -> (quarantine: PluginQuarantine, left: Duration)? {
        plugin.file.contentHash.flatMap { loader?.crashes.quarantine(of: $0) }
    }

    /// The versions that are left alone, each with how long that lasts.
    fileprivate var quarantines: [(hash: ContentHash, left: Duration)] {
        entries.compactMap { entry in
            guard let plugin = entry.current, let hash = plugin.file.contentHash else { return nil }
            return quarantine(of: plugin).map { (hash, $0.left) }
        }
    }

    /// Makes the registry anew; nil when the same plugins are left alone as before.
    fileprivate mutating func renewed() -> (ToolRegistry, [AsyncStream<ToolRegistry>.Continuation])? {
        let registry = draft.registry
        guard registry.plugins != self.registry.plugins else { return nil }
        self.registry = registry
        return (registry, Array(listeners.values))
    }
}
