// SPDX-License-Identifier: Apache-2.0

/// Finds plugin files: the host's own first, then folder by folder, each in the order of the names' bytes.
struct PluginScanner {
    /// Something that keeps a file, or a whole folder, from being looked at.
    struct Fault: Hashable {
        /// Nil for a folder.
        let place: PluginPlace?
        let error: PluginError
    }

    let settings: PluginSettings
    /// What the plugins of some places were seen to bring along.
    private let known: [PluginPlace: PluginNeighbours]
    private(set) var files: [PluginFile] = []
    private(set) var faults: [Fault] = []
    /// Folders that are there and cannot be used: what was in them may still be.
    private(set) var unusableFolders: Set<String> = []
    /// Files and folders that their group may write to.
    private(set) var groupWritable: [String] = []
    /// Device and inode of what was found, since two folders, or a link, may lead to one file.
    private var seen: Set<[UInt64]> = []

    init(settings: PluginSettings, known: [PluginPlace: PluginNeighbours] = [:]) {
        self.settings = settings
        self.known = known
    }

    /// Looks everywhere.
    ///
    /// Blocks on the file system.
    mutating func scan() {
        for path in settings.bundled { addBundled(path) }
        for folder in settings.folders { addFolder(folder, isBundled: false) }
    }

    private mutating func addBundled(_ path: String) {
        let kind: FileSystem.Entry.Kind
        do {
            kind = try FileSystem.entry(at: path).kind
        } catch {
            faults.append(
                Fault(
                    place: PluginPlace(bundledFile: path),
                    error: .notLoadable(path: path, reason: error.reason)))
            return
        }
        guard kind != .folder else {
            addFolder(path, isBundled: true)
            return
        }
        let place = PluginPlace(bundledFile: path)
        do {
            if let folder = try PlacedFolder.open(place.folder, isBundled: true) { add(place, in: folder) }
        } catch {
            faults.append(Fault(place: place, error: error))
        }
    }

    private mutating func addFolder(_ path: String, isBundled: Bool) {
        do throws(PluginError) {
            // A folder that does not exist is no fault.
            guard let folder = try PlacedFolder.open(path, isBundled: isBundled) else { return }
            if folder.isGroupWritable { groupWritable.append(folder.path) }
            var names: [String]
            do {
                names = try folder.file.names()
            } catch {
                throw .folderUnusable(path: path, reason: error.reason)
            }
            names.removeAll { $0.hasPrefix(".") }
            let manifests = ManifestFile.manifests(in: path, names: names)
            for name in names where !manifests.libraries.contains(name) {
                guard name.hasSuffix(".so") || manifests.names.contains(name) else { continue }
                add(PluginPlace(folder: path, name: name, isBundled: isBundled), in: folder)
            }
        } catch {
            unusableFolders.insert(path)
            faults.append(Fault(place: nil, error: error))
        }
    }

    private mutating func add(_ place: PluginPlace, in folder: borrowing PlacedFolder) {
        do throws(PluginError) {
            let placed = try place.open(in: folder)
            let entry = placed.file.entry
            guard seen.insert([entry.device, entry.inode]).inserted else { return }
            guard files.count < settings.limits.plugins else {
                throw .tooManyPlugins(path: place.path, limit: settings.limits.plugins)
            }
            if placed.isGroupWritable { groupWritable.append(placed.path) }
            let companion = PluginFile.companion(of: placed.path)
            files.append(
                PluginFile(
                    path: placed.path, entry: entry, place: place, companion: companion,
                    neighboursNow: known[place]?.entriesNow ?? []))
        } catch {
            faults.append(Fault(place: place, error: error))
        }
    }
}
