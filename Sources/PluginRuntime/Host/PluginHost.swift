// SPDX-License-Identifier: Apache-2.0

public import Logging
import Synchronization

/// Loads plugins, lists their tools and calls them.
///
/// A plugin runs in a process of its own, or in this one where `PluginSettings` says so. What runs is a copy of its
/// file, so that whatever happens to the file touches no call. `load()` takes what was added, replaced and removed since,
/// and `watch()` does so whenever something changes: a new version takes over once it has started and registered, the
/// calls of the one before come to their end there. Plugins of this process, and those that came with the host, stay.
public final class PluginHost: Sendable {
    /// Where the host is in its life, and what it knows.
    struct State {
        var registry = ToolRegistry()
        /// All plugins in the order in which they were found.
        var entries: [PluginEntry] = []
        /// The threads of the plugins of this process; made by the first `load()`.
        var threads: CallThreads?
        var loader: PluginLoader?
        var lastNumber = 0
        /// What plugins offer in place of the tools that they registered.
        var toolLists: [Int: ToolList] = [:]
        /// Tells the `load()` that is under way to look once more; nil when none is.
        var loading: AsyncStream<Void>.Continuation?
        /// Who wait for its end.
        var afterLoading: [Settlement<Void>] = []
        /// A first `load()` is done.
        var hasLoaded = false
        /// Something may have changed while it was being looked at.
        var isLoadingWanted = false
        var isShutDown = false
        /// Versions whose last calls run, by the plugins' numbers.
        var retiring: [Int: WorkerBackend] = [:]
        /// Who wants to know when the registry changes.
        var listeners: [Int: AsyncStream<ToolRegistry>.Continuation] = [:]
        var lastListener = 0
        /// What tells of changes in the folders.
        var watches: [FolderWatch] = []
        /// What the log was told once.
        var told: Set<String> = []
    }

    let settings: PluginSettings
    let logger: Logger
    let state = Mutex(State())
    /// When plugins are to be offered again that are left alone.
    let quarantineEnds = DeadlineQueue<ContentHash>()
    /// Where it is written which plugins are left alone; nil for nowhere.
    let quarantineFile: QuarantineFile?

    /// A host without plugins; `load()` brings them.
    public init(settings: PluginSettings, logger: Logger) {
        self.settings = settings
        self.logger = logger
        quarantineFile = settings.trust.flatMap { QuarantineFile(folder: $0.quarantineFolder) }
    }

    /// All tools at this moment.
    public var registry: ToolRegistry {
        state.withLock { $0.registry }
    }

    /// The registry now, and again after each change, until `shutdown()`.
    ///
    /// Whoever is slow gets the newest only.
    public func registries() -> AsyncStream<ToolRegistry> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: ToolRegistry.self, bufferingPolicy: .bufferingNewest(1))
        state.withLock { state in
            state.lastListener += 1
            let number = state.lastListener
            continuation.onTermination = { [weak self] _ in
                _ = self?.state.withLock { $0.listeners.removeValue(forKey: number) }
            }
            continuation.yield(state.registry)
            if state.isShutDown { continuation.finish() } else { state.listeners[number] = continuation }
        }
        return stream
    }
}
