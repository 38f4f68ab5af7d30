// SPDX-License-Identifier: Apache-2.0

/// One look at one plugin file, and its start where that is due.
struct PluginLooking: Sendable {
    /// What came of it, with the file as it was seen.
    enum Outcome: Sendable {
        /// It is the version that is used: touched, or back to what it was.
        case current(PluginEntry.Seen)
        /// It is a version that was refused before, and would be again.
        case refusedBefore(PluginEntry.Seen)
        case refused(RefusedPlugin, PluginEntry.Seen)
        case loaded(LoadedPlugin, PluginEntry.Seen)
    }

    let host: PluginHost
    let loader: PluginLoader
    /// As the scan found it.
    let file: PluginFile
    /// What is known of its place.
    let entry: PluginEntry
    /// The ids that are taken, with the files they belong to.
    let owners: [String: String]

    func outcome() async -> Outcome {
        switch await loader.keep(file) {
        case .failure(let error):
            let refused = RefusedPlugin(file: file, error: error, isolation: loader.isolation(of: file))
            return .refused(refused, PluginEntry.Seen(file))
        case .success(let file): return await start(file)
        }
    }

    private func start(_ file: PluginFile) async -> Outcome {
        let seen = PluginEntry.Seen(file)
        if let current = entry.current, current.file.contentHash == file.contentHash,
            current.file.companion == file.companion
        {
            return .current(seen)
        }
        let isSame = entry.seen?.hash == file.contentHash && entry.seen?.companion == file.companion
        if isSame, entry.refused != nil, !entry.isWorthAnotherTry(owners: owners) {
            return .refusedBefore(seen)
        }
        switch await loader.load(file, number: host.nextNumber(), owners: owners) {
        case .loaded(let plugin): return .loaded(plugin, seen)
        case .refused(let refused): return .refused(refused, seen)
        }
    }
}
