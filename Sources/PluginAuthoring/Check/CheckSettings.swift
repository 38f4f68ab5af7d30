// SPDX-License-Identifier: Apache-2.0

package import Logging
package import PluginRuntime

/// How a plugin is checked.
package struct CheckSettings: Sendable {
    /// The program that runs the plugin, a new process for each check.
    package var worker: WorkerSettings
    /// What the generated values follow from.
    package var seed: UInt64
    /// The checks to run; all when empty.
    package var included: Set<CheckID> = []
    /// The checks not to run.
    package var excluded: Set<CheckID> = []
    /// One generated call to do again, and nothing else.
    package var reproduction: Reproduction?
    /// The longest a check may take.
    package var checkTime: Duration = .seconds(60)
    /// The longest a call may take.
    package var callTime: Duration = .seconds(5)
    /// A start that takes longer is remarked on: somebody waits for the host meanwhile.
    package var slowStart: Duration = .seconds(5)
    /// Random calls of each tool.
    package var randomCalls = 50
    /// Calls in the check for leaks.
    package var leakCalls = 10_000
    /// Makes a logger that writes to a handler.
    package var makeLogger: @Sendable (any LogHandler) -> Logger
    /// Looks at a file without running any of it.
    package var inspect: @Sendable (_ path: String) -> [PluginFinding]

    package init(
        worker: WorkerSettings, seed: UInt64, makeLogger: @escaping @Sendable (any LogHandler) -> Logger
    ) {
        self.worker = worker
        self.seed = seed
        self.makeLogger = makeLogger
        inspect = { path in
            do throws(PluginError) {
                return try PluginInspection(ofFile: path, for: worker.executable).findings
            } catch {
                // What cannot be read cannot be started either, and that check says why.
                return []
            }
        }
    }

    /// The checks to run, in their order.
    package var checks: [CheckID] {
        if let reproduction { return [reproduction.id] }
        return CheckID.allCases.filter {
            (included.isEmpty || included.contains($0)) && !excluded.contains($0)
        }
    }
}
