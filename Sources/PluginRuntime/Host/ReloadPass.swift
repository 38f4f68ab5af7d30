// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Logging
import Synchronization
import ToolModel

/// One look at all places where plugins may be, and what comes of it.
///
/// Works on a copy of what the host knows; the host takes it as a whole.
struct ReloadPass {
    let host: PluginHost
    let loader: PluginLoader
    let scan: PluginScanner
    private(set) var entries: [PluginEntry]
    /// Whether nothing was loaded before, so that nothing is news.
    let isFirst: Bool

    /// What the log says in the end.
    enum Change {
        case added(LoadedPlugin)
        case replaced(LoadedPlugin, by: LoadedPlugin)
        case removed(LoadedPlugin)
    }

    private(set) var changes: [Change] = []
    /// Whether the registry is to be another one.
    private(set) var hasChanged = false

    init(
        host: PluginHost, loader: PluginLoader, scan: PluginScanner, entries: [PluginEntry], isFirst: Bool
    ) {
        self.host = host
        self.loader = loader
        self.scan = scan
        self.entries = entries
        self.isFirst = isFirst
    }

    /// Plugins that started in this pass.
    var started: [LoadedPlugin] {
        changes.compactMap { change in
            switch change {
            case .added(let plugin), .replaced(_, by: let plugin): plugin
            case .removed: nil
            }
        }
    }

    /// Plugins that take no more calls once the pass has become the registry.
    var retired: [LoadedPlugin] {
        changes.compactMap { change in
            switch change {
            case .removed(let plugin), .replaced(let plugin, by: _): plugin
            case .added: nil
            }
        }
    }

    /// Looks at everything.
    mutating func run() async {
        for path in scan.groupWritable where host.isNews("group \(path)") {
            host.logger.warning(
                "a group may write to plugins",
                metadata: ["path": "\(path)", "hint": "Run: chmod g-w \(FileSafety.quoted(path))"])
        }
        removeGone()
        for fault in scan.faults { take(fault) }
        for file in scan.files { await look(at: file) }
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
                hasChanged = true
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

    private mutating func look(at file: PluginFile) async {
        guard let place = file.place else { return }
        let index = index(of: place)
        if entries[index].isFixed {
            if let plugin = entries[index].current, plugin.file.entry != file.entry { tellOfFixed(plugin) }
            return
        }
        guard !entries[index].isDone(with: file, owners: owners(without: index)) else { return }
        switch await loader.keep(file) {
        case .failure(let error):
            let refused = RefusedPlugin(file: file, error: error, isolation: loader.isolation(of: file))
            refuse(refused, at: index, seen: PluginEntry.Seen(file))
        case .success(let file):
            await start(file, at: index)
        }
    }

    private mutating func start(_ file: PluginFile, at index: Int) async {
        let seen = PluginEntry.Seen(file)
        let entry = entries[index]
        if let current = entry.current, current.file.contentHash == file.contentHash,
            current.file.companion == file.companion
        {
            // Touched, or back to what it was.
            if entry.refused != nil { hasChanged = true }
            entries[index].refused = nil
            entries[index].seen = seen
            return
        }
        let owners = owners(without: index)
        let isSame = entry.seen?.hash == file.contentHash && entry.seen?.companion == file.companion
        if isSame, entry.refused != nil, !entry.isWorthAnotherTry(owners: owners) {
            entries[index].seen = seen
            return
        }
        switch await loader.load(file, number: host.nextNumber(), owners: owners) {
        case .loaded(let plugin):
            let old = entries[index].current
            entries[index].current = plugin
            entries[index].refused = nil
            entries[index].seen = seen
            changes.append(old.map { .replaced($0, by: plugin) } ?? .added(plugin))
            hasChanged = true
        case .refused(let refused):
            refuse(refused, at: index, seen: seen)
        }
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

    /// The ids that plugins of other places have.
    private func owners(without index: Int) -> [String: String] {
        var owners: [String: String] = [:]
        for (other, entry) in entries.enumerated() where other != index {
            if let plugin = entry.current { owners[plugin.identity.id] = plugin.file.path }
        }
        return owners
    }

    // MARK: - The log

    private func tellOfFixed(_ plugin: LoadedPlugin) {
        guard host.isNews("fixed \(plugin.number)") else { return }
        host.logger.warning(
            "plugin file changed, the loaded version stays until the host starts again",
            metadata: ["plugin.path": "\(plugin.file.path)", "plugin.name": "\(plugin.name)"])
    }

    /// Says what changed, once it has.
    func logChanges() {
        for change in changes {
            switch change {
            case .added(let plugin):
                let level: Logger.Level = isFirst ? .debug : .notice
                host.logger.log(
                    level: level, isFirst ? "plugin loaded" : "plugin added", metadata: metadata(plugin))
                logQuarantined(plugin)
            case .replaced(let old, by: let new):
                var metadata = metadata(new)
                metadata["plugin.version_before"] = "\(old.identity.version)"
                metadata["plugin.hash_before"] = "\(old.file.contentHash.map(\.description) ?? "")"
                host.logger.notice("plugin replaced", metadata: metadata)
                logQuarantined(new)
            case .removed(let plugin):
                host.logger.notice("plugin removed", metadata: metadata(plugin))
            }
        }
    }

    private func metadata(_ plugin: LoadedPlugin) -> Logger.Metadata {
        let names = plugin.tools.prefix(Self.namesInLog).map(\.definition.name).joined(separator: ", ")
        return [
            "plugin.path": "\(plugin.file.path)", "plugin.name": "\(plugin.name)",
            "plugin.version": "\(plugin.identity.version)",
            "plugin.hash": "\(plugin.file.contentHash.map(\.description) ?? "")",
            "plugin.tools": "\(plugin.tools.count)", "tool.names": "\(names)",
        ]
    }

    /// How many tools a record names.
    private static let namesInLog = 20

    private func logQuarantined(_ plugin: LoadedPlugin) {
        for tool in plugin.quarantined {
            var metadata: Logger.Metadata = [
                "plugin.name": "\(tool.plugin)", "tool.name": "\(tool.name)", "code": "\(tool.code)",
                "reason": "\(tool.reason)",
            ]
            if let pointer = tool.pointer { metadata["pointer"] = "\(pointer)" }
            host.logger.warning("tool quarantined", metadata: metadata)
        }
    }
}
