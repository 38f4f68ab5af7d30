// SPDX-License-Identifier: Apache-2.0

import Logging
import NIOPosix

/// Loads, starts and ends plugins, each with a limit of time.
///
/// Runs plugins' code, so never on Swift's cooperative threads.
final class PluginLoader: Sendable {
    /// What became of a file.
    enum Outcome: Sendable {
        case loaded(LoadedPlugin)
        case refused(RefusedPlugin)
    }

    private let settings: PluginSettings
    private let logger: Logger
    private let threads: CallThreads
    private let onTools: ToolListChange
    private let pool: NIOThreadPool
    private let deadlines = DeadlineQueue<String>()

    /// How many plugins may hang, one after the other, before no further one is tried.
    private static let loadingThreads = 4

    init(
        settings: PluginSettings, logger: Logger, threads: CallThreads, onTools: @escaping ToolListChange
    ) {
        self.settings = settings
        self.logger = logger
        self.threads = threads
        self.onTools = onTools
        pool = NIOThreadPool(numberOfThreads: Self.loadingThreads)
        pool.start()
    }

    deinit {
        // A plugin that hangs keeps its thread; nobody needs to know when the others are gone.
        pool.shutdownGracefully { _ in }
    }

    /// Looks for plugin files.
    func scan() async -> PluginScanner {
        let settlement = Settlement<PluginScanner>()
        pool.submit { [settings] _ in
            var scanner = PluginScanner(settings: settings)
            scanner.scan()
            settlement.settle(scanner)
        }
        return await settlement.value()
    }

    /// Loads and starts one plugin.
    ///
    /// - Parameters:
    ///   - file: What the scan found.
    ///   - number: Distinguishes the plugins of one host.
    ///   - owners: The ids that are taken, with the files they belong to.
    ///   - verdict: What it may do; nil holds it to what was approved.
    /// - Returns: The plugin, or why it is not used.
    func load(
        _ file: PluginFile, number: Int, owners: [String: String], verdict: TrustVerdict? = nil
    ) async -> Outcome {
        if let worker = settings.worker, !settings.inProcess.contains(file.stem) {
            return await WorkerStarter(
                settings: settings, logger: logger, worker: worker, pool: pool, onTools: onTools
            )
            .start(file, number: number, owners: owners, verdict: verdict)
        }
        return await loadHere(file, number: number, owners: owners)
    }

    private func loadHere(_ file: PluginFile, number: Int, owners: [String: String]) async -> Outcome {
        let limit = settings.limits.loadTime
        let settlement = Settlement<Outcome>()
        deadlines.set(file.path, after: limit) {
            settlement.settle(
                .refused(
                    RefusedPlugin(
                        file: file, error: .loadTimedOut(path: file.path, limit: limit), isolation: .inProcess
                    ))
            )
        }
        pool.submit { [settings, logger, threads, onTools] _ in
            let starter = PluginStarter(
                settings: settings, logger: logger, threads: threads, onTools: onTools)
            let outcome = starter.start(file, number: number, owners: owners)
            // Too late: nobody will use it, so it is ended at once.
            if !settlement.settle(outcome), case .loaded(let plugin) = outcome,
                case .inProcess(let instance) = plugin.home
            {
                instance.end()
            }
        }
        let outcome = await settlement.value()
        deadlines.remove(file.path)
        return outcome
    }

    /// Ends a plugin of this process none of whose calls runs; waits for it no longer than the grace.
    func end(_ instance: NativeInstance, path: String) async {
        let settlement = Settlement<Void>()
        deadlines.set(path, after: settings.limits.shutdownGrace) { settlement.settle(()) }
        pool.submit { _ in
            instance.end()
            settlement.settle(())
        }
        await settlement.value()
        deadlines.remove(path)
    }
}
