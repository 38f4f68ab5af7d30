// SPDX-License-Identifier: Apache-2.0

package import JSON
package import Logging
package import PluginRuntime

/// What of a plugin is measured, and for how long.
package struct BenchmarkSettings: Sendable {
    /// The program that runs the plugin in a process of its own.
    package var worker: WorkerSettings
    /// Makes a logger that writes to a handler.
    package var makeLogger: @Sendable (any LogHandler) -> Logger
    /// The only tool to call; nil for all that reach nothing outside the host.
    package var tool: String?
    /// What that tool is called with; nil for the first example of its schema.
    package var arguments: JSONObject?
    /// Whether calls are measured in this process too, which the plugin can end.
    package var measuresInProcess = false
    /// How long the calls of one tool are measured, one at a time and again many at a time.
    package var time: Duration = .seconds(1)
    /// At most so many calls of one tool are measured: beyond them figures do not get better.
    package var calls = 100_000
    /// How many calls are made at the same time.
    package var callers = 8
    /// How often the plugin is started from nothing.
    package var starts = 5
    /// The longest that a single call may take.
    package var callTime: Duration = .seconds(30)

    package init(worker: WorkerSettings, makeLogger: @escaping @Sendable (any LogHandler) -> Logger) {
        self.worker = worker
        self.makeLogger = makeLogger
    }
}
