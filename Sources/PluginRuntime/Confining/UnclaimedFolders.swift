// SPDX-License-Identifier: Apache-2.0

/// Folders for a plugin that nobody has met: it gets them before it runs, and they get its name when it has told who it is.
///
/// A plugin's folders are named after its id, which only its code can tell; the kernel takes no grant that comes after a
/// plugin was loaded, but a grant stays with a folder that gets another name.
struct UnclaimedFolders: Sendable {
    /// As they are until they are claimed.
    let folders: PluginFolders

    /// What their names begin with; no id begins so.
    private static let prefix = ".new-"

    /// Makes them.
    ///
    /// Blocks on the file system, as all of this does.
    init(_ settings: PluginSettings) throws(PluginError) {
        // By chance, not by process: hosts in containers that share a folder have the same process number.
        let name = Self.prefix + String(UInt64.random(in: .min ... .max))
        folders = try PluginFolders(named: name, settings: settings)
    }

    /// Gives the folders their name.
    ///
    /// - Returns: Nil when there are folders of that name already, which hold what the plugin has kept.
    func claim(for id: String) -> PluginFolders? {
        guard let data = Self.rename(folders.data, to: id),
            let cache = folders.cache == folders.data ? data : Self.rename(folders.cache, to: id)
        else { return nil }
        return PluginFolders(sandbox: folders.sandbox, data: data, cache: cache)
    }

    private static func rename(_ folder: String, to name: String) -> String? {
        guard let parent = FileSystem.parent(of: folder) else { return nil }
        let new = parent == "/" ? "/\(name)" : "\(parent)/\(name)"
        return FileSystem.renameFolder(folder, to: new) ? new : nil
    }

    /// Removes what was not claimed; no process may be there that writes to it.
    func remove() {
        FileSystem.removeTree(at: folders.data)
        FileSystem.removeTree(at: folders.cache)
    }

    /// Removes what hosts have left behind that were ended while a plugin started; `age` is longer than any start.
    static func prune(_ settings: PluginSettings, olderThan age: Duration) {
        for folder in Set([settings.dataFolder, settings.cacheFolder]) {
            // A folder that is not there holds nothing.
            guard let names = try? OpenedFile.folder(at: folder).names() else { continue }
            for name in names where name.hasPrefix(prefix) {
                let path = "\(folder)/\(name)"
                // One that is gone by now was removed by another host.
                guard let entry = try? FileSystem.entry(at: path), entry.kind == .folder,
                    FileSystem.secondsNow - entry.changedSeconds > Int(age / .seconds(1))
                else { continue }
                FileSystem.removeTree(at: path)
            }
        }
    }
}
