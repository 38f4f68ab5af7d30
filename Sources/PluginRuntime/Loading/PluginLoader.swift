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
    private let store: PluginStore
    /// Who is left alone.
    let crashes: CrashLedger
    /// The processes that are starting.
    let starts = StartingSessions()
    private let pool: NIOThreadPool
    private let deadlines = DeadlineQueue<String>()

    /// How many plugins may hang, one after the other, before no further one is tried.
    private static let loadingThreads = 4

    init(
        settings: PluginSettings, logger: Logger, threads: CallThreads,
        onQuarantine: @escaping @Sendable () -> Void = {}, onTools: @escaping ToolListChange
    ) {
        self.settings = settings
        self.logger = logger
        self.threads = threads
        self.onTools = onTools
        store = PluginStore(folder: settings.storeFolder, logger: logger)
        crashes = CrashLedger(limits: settings.limits, onQuarantine: onQuarantine)
        pool = NIOThreadPool(numberOfThreads: Self.loadingThreads)
        pool.start()
    }

    deinit {
        // A plugin that hangs keeps its thread; nobody needs to know when the others are gone.
        pool.shutdownGracefully { _ in }
    }

    /// Where the code of a plugin is to run.
    func isolation(of file: PluginFile) -> PluginIsolation {
        settings.worker == nil || settings.inProcess.contains(file.stem) ? .inProcess : .worker
    }

    /// Looks for plugin files.
    ///
    /// - Parameter known: What the plugins of some places were seen to bring along.
    /// - Returns: What was found.
    func scan(known: [PluginPlace: PluginNeighbours]) async -> PluginScanner {
        let settlement = Settlement<PluginScanner>()
        pool.submit { [settings] _ in
            var scanner = PluginScanner(settings: settings, known: known)
            scanner.scan()
            settlement.settle(scanner)
        }
        return await settlement.value()
    }

    /// Takes a file that the scan found into the store.
    ///
    /// It is checked anew, and what is checked is what is read and copied.
    ///
    /// - Returns: The file with its copy, or why there is none.
    func keep(_ file: PluginFile) async -> Result<PluginFile, PluginError> {
        let settlement = Settlement<Result<PluginFile, PluginError>>()
        let program = isolation(of: file) == .worker ? settings.worker?.executable : nil
        pool.submit { [store] _ in
            settlement.settle(
                Result { () throws(PluginError) in try Self.keep(file, for: program, in: store) })
        }
        return await settlement.value()
    }

    private static func keep(
        _ file: PluginFile, for program: String?, in store: PluginStore
    ) throws(PluginError) -> PluginFile {
        guard let place = file.place else { return file }
        let placed = try place.open()
        if ManifestFile.isNamed(by: placed.path) {
            // Read where it is, with the library that it names; both are in the hash. What is wrong with them is said
            // when they are loaded.
            let hash = (try? PluginTrust.ownHash(of: placed.path)).flatMap { ContentHash($0) }
            return PluginFile(
                path: placed.path, entry: placed.file.entry, place: place,
                copy: hash.map { StoredCopy(hash: $0, path: placed.path) }, companion: file.companion,
                neighbours: try PluginNeighbours(of: placed.path, isBundled: place.isBundled),
                hasNeighbours: true)
        }
        // What is no plugin at all is not worth a copy.
        let inspector = ELFInspector(path: placed.path, program: program ?? "/proc/self/exe")
        let inspection = inspector.inspect(DescriptorSource(placed.file))
        if let refusal = inspection.refusal { throw PluginError(refusal, path: placed.path) }
        let neighbours = try PluginNeighbours(of: placed.path, isBundled: place.isBundled)
        // The programs of the host lie beside its own plugins.
        let hasNeighbours = place.isBundled || !neighbours.libraries.isEmpty
        let copy =
            hasNeighbours
            ? try store.look(at: placed.file, path: placed.path)
            : try store.keep(placed.file, path: placed.path)
        return PluginFile(
            path: placed.path, entry: placed.file.entry, place: place, copy: copy, companion: file.companion,
            neighbours: neighbours, hasNeighbours: hasNeighbours)
    }

    /// Loads and starts one plugin.
    ///
    /// - Parameters:
    ///   - file: With its copy in the store.
    ///   - number: Distinguishes the plugins of one host.
    ///   - owners: The ids that are taken, with the files they belong to.
    ///   - verdict: What it may do; nil holds it to what was approved.
    /// - Returns: The plugin, or why it is not used.
    func load(
        _ file: PluginFile, number: Int, owners: [String: String], verdict: TrustVerdict? = nil
    ) async -> Outcome {
        guard isolation(of: file) == .worker, let worker = settings.worker else {
            return await loadHere(file, number: number, owners: owners)
        }
        if let hash = file.contentHash, let (quarantine, _) = crashes.quarantine(of: hash) {
            return .refused(
                RefusedPlugin(
                    file: file, error: .quarantined(path: file.path, quarantine), isolation: .worker))
        }
        let starter = WorkerStarter(
            settings: settings, logger: logger, worker: worker, store: store, crashes: crashes,
            starts: starts,
            pool: pool,
            onTools: onTools)
        return await starter.start(file, number: number, owners: owners, verdict: verdict)
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

    /// Removes old copies from the store, and folders that no plugin has claimed.
    ///
    /// - Parameter used: The versions that stay.
    func prune(keeping used: Set<ContentHash>) {
        pool.submit { [store, settings] _ in
            store.prune(keeping: used)
            UnclaimedFolders.prune(
                settings, olderThan: max(store.limits.makingTime, settings.limits.loadTime * 2))
        }
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
