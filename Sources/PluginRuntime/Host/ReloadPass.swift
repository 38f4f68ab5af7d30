// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Logging
import Synchronization
import ToolModel

/// Looks at all places where plugins may be, again whenever that is wished meanwhile, and starts what has come or
/// changed.
///
/// Several plugins start at a time, and each is taken when it is ready, with those that are ready a moment later: one that
/// hangs holds up no other, and a hundred make a dozen registries. Works on a copy of what the host knows, which the host
/// takes as a whole after each step.
struct ReloadPass {
    let host: PluginHost
    let loader: PluginLoader
    var entries: [PluginEntry]
    /// Whether nothing was loaded before, so that nothing is news.
    let isFirst: Bool

    /// What the log says in the end.
    enum Change {
        case added(LoadedPlugin)
        case replaced(LoadedPlugin, by: LoadedPlugin)
        case removed(LoadedPlugin)
    }

    /// What has changed since the host took the entries.
    private(set) var changes: [Change] = []
    /// Plugins that have started and are not used after all.
    private(set) var surplus: [LoadedPlugin] = []
    /// Whether the registry is to be another one.
    private(set) var hasChanged = false
    private var scan: PluginScanner
    /// Files that wait to be looked at, in their order.
    private var waiting: [PluginFile] = []
    /// Where the code of the plugins runs that are looked at now.
    private var underWay: [PluginPlace: PluginIsolation] = [:]
    /// Plugins that were added in this pass, by their numbers.
    private var fresh: Set<Int> = []
    /// Whether the host is to take what has changed in a moment.
    private var isGathering = false

    /// What the pass waits for.
    private enum Event: Sendable {
        /// Something may have changed since the last scan.
        case wish
        case looked(PluginPlace, PluginLooking.Outcome)
        /// What has changed is to be used now.
        case gathered
    }

    init(host: PluginHost, loader: PluginLoader, entries: [PluginEntry], isFirst: Bool) {
        self.host = host
        self.loader = loader
        self.entries = entries
        self.isFirst = isFirst
        scan = PluginScanner(settings: host.settings)
    }

    /// Plugins that started since the host took the entries.
    var started: [LoadedPlugin] {
        changes.compactMap { change in
            switch change {
            case .added(let plugin), .replaced(_, by: let plugin): plugin
            case .removed: nil
            }
        }
    }

    /// Plugins that take no more calls once the host has taken the entries.
    var retired: [LoadedPlugin] {
        surplus
            + changes.compactMap { change in
                switch change {
                case .removed(let plugin), .replaced(let plugin, by: _): plugin
                case .added: nil
                }
            }
    }

    /// Looks at everything until nothing is left to do.
    ///
    /// - Parameter wishes: An element whenever the host is asked to load meanwhile.
    mutating func run(wishes: AsyncStream<Void>) async {
        await withTaskGroup(of: Event?.self) { group in
            group.addTask { await Self.wish(of: wishes) }
            await look()
            while true {
                start(in: &group)
                if underWay.isEmpty {
                    await publish()
                    if lookAgainAtShadowed() { continue }
                    guard host.mustLoadAgain() else { break }
                    await look()
                    continue
                }
                gather(in: &group)
                switch await group.next() {
                case .some(.some(.looked(let place, let outcome))):
                    underWay[place] = nil
                    take(outcome, at: place)
                case .some(.some(.wish)):
                    if host.isLoadingWished() { await look() }
                    if host.state.withLock({ $0.isShutDown }) {
                        waiting = []
                        await publish()
                    }
                    group.addTask { await Self.wish(of: wishes) }
                case .some(.some(.gathered)):
                    isGathering = false
                    await publish()
                // Nobody can wish any more.
                case .some(nil), nil: continue
                }
            }
            group.cancelAll()
        }
    }

    private static func wish(of wishes: AsyncStream<Void>) async -> Event? {
        for await _ in wishes { return .wish }
        return nil
    }

    /// Has what has changed used soon: others that start may be ready by then, and each registry has all tools.
    private mutating func gather(in group: inout TaskGroup<Event?>) {
        guard hasChanged, !isGathering else { return }
        isGathering = true
        let time = host.settings.limits.gatherTime
        group.addTask {
            // Cancelled when the pass is over, and all is used.
            try? await Task.sleep(for: time)
            return .gathered
        }
    }

    private mutating func publish() async {
        guard hasChanged else { return host.keep(entries) }
        await host.publish(self, loader: loader)
        (changes, surplus, hasChanged) = ([], [], false)
    }

    /// Sees what there is now.
    private mutating func look() async {
        let known = entries.compactMap { entry in
            entry.place.flatMap { place in entry.seen.map { (place, $0.neighbours) } }
        }
        scan = await loader.scan(known: Dictionary(known, uniquingKeysWith: { first, _ in first }))
        for path in scan.groupWritable where host.isNews("group \(path)") {
            host.logger.warning(
                "a group may write to plugins",
                metadata: ["path": "\(path)", "hint": "Run: chmod g-w \(path.quotedForShell)"])
        }
        removeGone()
        for fault in scan.faults { take(fault) }
        // All have their place before any has started.
        for place in scan.files.compactMap(\.place) { _ = index(of: place) }
        waiting = scan.files
    }

    /// Whether a plugin may have an id by now that it could not have, since another had it: then it is looked at again.
    private mutating func lookAgainAtShadowed() -> Bool {
        let owners = owners(without: nil)
        waiting = scan.files.filter { file in
            guard let entry = entries.first(where: { $0.place == file.place }), !entry.isFixed,
                case .duplicateID(_, let id, _)? = entry.refused?.error
            else { return false }
            return owners[id] == nil
        }
        return !waiting.isEmpty
    }

    // MARK: - What is not there

    private mutating func removeGone() {
        let places = Set(scan.files.compactMap(\.place)).union(scan.faults.compactMap(\.place))
        var kept: [PluginEntry] = []
        for entry in entries {
            guard let place = entry.place else {
                // Folders: the scan has said anew what is wrong with them.
                if !scan.faults.contains(where: { $0.error == entry.refused?.error }) { hasChanged = true }
                continue
            }
            if places.contains(place) || scan.unusableFolders.contains(place.folder) {
                kept.append(entry)
            } else if entry.isFixed {
                if let plugin = entry.current { tellOfFixed(plugin) }
                kept.append(entry)
            } else {
                if let plugin = entry.current { changes.append(.removed(plugin)) }
                if entry.current != nil || entry.refused != nil { hasChanged = true }
            }
        }
        entries = kept
    }

    private mutating func take(_ fault: PluginScanner.Fault) {
        let refused = RefusedPlugin(path: fault.error.path ?? "", error: fault.error)
        guard let place = fault.place else {
            let isKnown = host.state.withLock { state in
                state.entries.contains { $0.place == nil && $0.refused?.error == fault.error }
            }
            entries.append(PluginEntry(place: nil, refused: refused))
            if !isKnown { note(refused) }
            return
        }
        refuse(refused, at: index(of: place), seen: nil)
    }

    // MARK: - What is there

    /// Begins to look at files that wait, as many as may start at a time.
    private mutating func start(in group: inout TaskGroup<Event?>) {
        var left: [PluginFile] = []
        for file in waiting {
            guard let place = file.place else { continue }
            let isolation = loader.isolation(of: file)
            // Within this process one after the other: the dynamic linker lets no two load at a time.
            guard underWay.count < host.settings.limits.startingPlugins, underWay[place] == nil,
                isolation == .worker || !underWay.values.contains(.inProcess)
            else {
                left.append(file)
                continue
            }
            let index = index(of: place)
            if entries[index].isFixed {
                if let plugin = entries[index].current, plugin.file.entry != file.entry {
                    tellOfFixed(plugin)
                }
                continue
            }
            let owners = owners(without: index)
            guard !entries[index].isDone(with: file, owners: owners) else { continue }
            underWay[place] = isolation
            let looking = PluginLooking(
                host: host, loader: loader, file: file, entry: entries[index], owners: owners)
            group.addTask { .looked(place, await looking.outcome()) }
        }
        waiting = left
    }

    private mutating func take(_ outcome: PluginLooking.Outcome, at place: PluginPlace) {
        guard let index = entries.firstIndex(where: { $0.place == place }),
            !scan.faults.contains(where: { $0.place == place })
        else {
            // The file went meanwhile, or may not be used any more.
            if case .loaded(let plugin, _) = outcome { drop(plugin) }
            return
        }
        switch outcome {
        case .current(let seen):
            if entries[index].refused != nil { hasChanged = true }
            entries[index].refused = nil
            entries[index].seen = seen
        case .refusedBefore(let seen): entries[index].seen = seen
        case .refused(let refused, let seen): refuse(refused, at: index, seen: seen)
        case .loaded(let plugin, let seen): use(plugin, at: index, seen: seen)
        }
    }

    /// Takes a plugin that has started, unless another has its id: the one that was there first, or else the one whose
    /// place comes first.
    private mutating func use(_ plugin: LoadedPlugin, at index: Int, seen: PluginEntry.Seen) {
        let rival = entries.indices.first { other in
            other != index && entries[other].current?.identity.id == plugin.identity.id
        }
        if let rival, let other = entries[rival].current {
            guard rival > index, fresh.contains(other.number), case .worker = other.home else {
                drop(plugin)
                return refuse(plugin.refused(for: other), at: index, seen: seen)
            }
            entries[rival].current = nil
            changes.removeAll {
                if case .added(let added) = $0 { added.number == other.number } else { false }
            }
            drop(other)
            refuse(other.refused(for: plugin), at: rival, seen: entries[rival].seen)
        }
        let old = entries[index].current
        entries[index].current = plugin
        entries[index].refused = nil
        entries[index].seen = seen
        if old == nil { fresh.insert(plugin.number) }
        changes.append(old.map { .replaced($0, by: plugin) } ?? .added(plugin))
        hasChanged = true
    }

    private mutating func drop(_ plugin: LoadedPlugin) {
        surplus.append(plugin)
        hasChanged = true
    }

    private mutating func refuse(_ refused: RefusedPlugin, at index: Int, seen: PluginEntry.Seen?) {
        let isKnown = entries[index].refused?.error == refused.error
        entries[index].refused = refused
        entries[index].seen = seen
        if !isKnown { note(refused) }
    }

    private mutating func note(_ refused: RefusedPlugin) {
        hasChanged = true
        var metadata: Logger.Metadata = [
            "code": "\(refused.error.code)", "reason": "\(refused.error.description)",
        ]
        if let hash = refused.description.contentHash { metadata["plugin.hash"] = "\(hash)" }
        host.logger.warning("plugin refused", metadata: metadata)
    }

    /// The place's entry, which is made at the end when there is none.
    private mutating func index(of place: PluginPlace) -> Int {
        if let index = entries.firstIndex(where: { $0.place == place }) { return index }
        entries.append(PluginEntry(place: place))
        return entries.count - 1
    }

    /// The ids that plugins of other places have, or will have that came with the host and start now.
    private func owners(without index: Int?) -> [String: String] {
        var owners: [String: String] = [:]
        for (other, entry) in entries.enumerated() where other != index {
            if let plugin = entry.current {
                owners[plugin.identity.id] = plugin.file.path
            } else if let place = entry.place, underWay[place] != nil,
                let known = host.settings.known[place.path]
            {
                owners[known.id] = place.path
            }
        }
        return owners
    }
}
