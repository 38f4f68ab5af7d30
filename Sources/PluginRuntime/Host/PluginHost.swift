// SPDX-License-Identifier: Apache-2.0

public import Logging
import Synchronization

/// Loads plugins, lists their tools and calls them.
///
/// Plugins run in this process. A library is never unloaded, so that a file that changes after it was
/// loaded takes effect when the host starts again; files that are added are found by the next `load()`.
public final class PluginHost: Sendable {
    /// Where the host is in its life, and what it knows.
    struct State {
        var registry = ToolRegistry()
        /// All plugins in the order in which they were found.
        var entries: [PluginLoader.Outcome] = []
        /// The threads; made by the first `load()`.
        var engine: CallEngine?
        var loader: PluginLoader?
        var lastNumber = 0
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
