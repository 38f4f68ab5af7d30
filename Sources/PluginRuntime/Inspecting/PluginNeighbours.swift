// SPDX-License-Identifier: Apache-2.0

/// The libraries that a plugin brings along: those in its own folder, or below it, that it is linked with, directly or
/// through one another.
///
/// They are as much the plugin as its own file: what they hold is part of which version it is, and so of what was
/// approved. Others that lie beside it cannot be read by it.
struct PluginNeighbours: Sendable, Hashable {
    /// One of them.
    struct Library: Sendable, Hashable {
        /// Where the loader finds it.
        let path: String
        /// The same as seen from the plugin's folder.
        let name: String
        let hash: ContentHash
    }

    /// In the order of their paths.
    let libraries: [Library]
    /// The folder of the plugin and the libraries as they were found, in the order of `libraries`: a change of any of
    /// them shows in it, and so does a file that comes.
    let entries: [FileSystem.Entry]
    private let folder: String

    /// No libraries.
    static let none = PluginNeighbours()

    private init() {
        (libraries, entries, folder) = ([], [], "")
    }

    /// Finds the libraries that come with a plugin.
    ///
    /// Blocks.
    ///
    /// - Parameters:
    ///   - plugin: The plugin's file, without links.
    ///   - isBundled: Whether it came with the host, whose owner is trusted already.
    ///   - limits: How much it may bring along.
    /// - Throws: `PluginError.notLoadable` when there are too many, or one cannot be read, or others may write to it.
    init(
        of plugin: String, isBundled: Bool = false, limits: NeighbourLimits = NeighbourLimits()
    ) throws(PluginError) {
        // A manifest's code is in the library that it names.
        let path = ManifestFile.isNamed(by: plugin) ? PluginManifest.libraryPath(namedIn: plugin) : plugin
        guard let path else {
            self = .none
            return
        }
        var walk = NeighbourWalk(from: path, plugin: plugin, isBundled: isBundled, limits: limits)
        try walk.run()
        guard !walk.found.isEmpty else {
            self = .none
            return
        }
        let found = walk.found.sorted { $0.key < $1.key }
        folder = walk.folder
        entries = [walk.entry].compactMap(\.self) + found.map(\.value.entry)
        libraries = found.map { path, file in
            Library(path: path, name: String(path.dropFirst(walk.folder.count)), hash: file.hash)
        }
    }

    /// What `entries` would be now.
    ///
    /// Blocks.
    var entriesNow: [FileSystem.Entry] {
        guard !libraries.isEmpty else { return [] }
        // What is not there any more is a change as well.
        return ([folder] + libraries.map(\.path)).compactMap { try? FileSystem.entry(at: $0) }
    }

    /// Which version a plugin is, whose own file has that hash: without libraries, just that.
    func version(of own: ContentHash) -> ContentHash {
        guard !libraries.isEmpty else { return own }
        let lines = libraries.map { "\($0.hash) \($0.name.utf8.count) \($0.name)\n" }
        return ContentHash(of: Array("\(own)\n\(lines.joined())".utf8))
    }
}
