// SPDX-License-Identifier: Apache-2.0

public import Logging
import Synchronization

/// Loads plugins, lists their tools and calls them.
///
/// A plugin runs in a process of its own, or in this one where `PluginSettings` says so. A file that changes after it
/// was loaded takes effect when the host starts again; files that are added are found by the next `load()`.
public final class PluginHost: Sendable {
    /// Where the host is in its life, and what it knows.
    struct State {
        var registry = ToolRegistry()
        /// All plugins in the order in which they were found.
        var entries: [PluginLoader.Outcome] = []
        /// The threads of the plugins of this process; made by the first `load()`.
        var threads: CallThreads?
        var loader: PluginLoader?
        var lastNumber = 0
        /// What plugins offer in place of the tools that they registered.
        var toolLists: [Int: ToolList] = [:]
        var isLoading = false
        var isShutDown = false
    }

    let settings: PluginSettings
    let logger: Logger
    let state = Mutex(State())

    /// A host without plugins; `load()` brings them.
    public init(settings: PluginSettings, logger: Logger) {
        self.settings = settings
        self.logger = logger
    }

    /// All tools at this moment.
    public var registry: ToolRegistry {
        state.withLock { $0.registry }
    }
}
