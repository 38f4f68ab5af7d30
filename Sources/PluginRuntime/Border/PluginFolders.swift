// SPDX-License-Identifier: Apache-2.0

/// The folders of one plugin, made on disk.
struct PluginFolders: Sendable, Hashable {
    let sandbox: String
    let data: String
    let cache: String

    /// Folders that are there.
    init(sandbox: String, data: String, cache: String) {
        self.sandbox = sandbox
        self.data = data
        self.cache = cache
    }

    /// Makes the folders of the plugin of that id, where they are missing.
    ///
    /// Blocks on the file system.
    init(named name: String, settings: PluginSettings) throws(PluginError) {
        sandbox = try Self.made(settings.sandbox)
        data = try Self.made("\(settings.dataFolder)/\(name)")
        cache = try Self.made("\(settings.cacheFolder)/\(name)")
    }

    private static func made(_ path: String) throws(PluginError) -> String {
        do {
            try FileSystem.makeFolder(at: path)
            return try FileSystem.absolute(path)
        } catch {
            throw .folderUnusable(path: path, reason: error.reason)
        }
    }
}
