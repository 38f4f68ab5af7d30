// SPDX-License-Identifier: Apache-2.0

/// A file that may be a plugin, and which version of it.
struct PluginFile: Hashable, Sendable {
    /// Absolute, without links.
    let path: String
    /// As it was found, and once there is a copy, as it was when that was made.
    let entry: FileSystem.Entry
    /// Where it is looked for; nil in a worker.
    var place: PluginPlace?
    /// What is loaded instead of it; nil before it has been taken into the store, and in a worker.
    var copy: StoredCopy?
    /// The file that belongs to it, as it was found: the one in which it asks for permissions, or the library whose
    /// manifest it is; nil when there is none.
    var companion: FileSystem.Entry?
    /// The libraries that it brings along, as they were when there was a copy of it.
    var neighbours = PluginNeighbours.none
    /// Those that an earlier look has found, as the scan has seen them.
    var neighboursNow: [FileSystem.Entry] = []
    /// Whether it needs what lies beside the file that is loaded: libraries that it brings along, programs of the host.
    var hasNeighbours = false

    /// The file to load.
    var loadPath: String { hasNeighbours ? path : copy?.path ?? path }

    /// What is at the path of the file that belongs to this one.
    static func companion(of path: String) -> FileSystem.Entry? {
        let other =
            ManifestFile.isNamed(by: path)
            ? PluginManifest.libraryPath(namedIn: path) : PluginSidecar.path(beside: path)
        // One that cannot be looked at is told of when it is read.
        return other.flatMap { try? FileSystem.entry(at: $0) }
    }

    /// Which version it is with all that it brings along, once there is a copy.
    var contentHash: ContentHash? { copy.map { neighbours.version(of: $0.hash) } }

    /// The file's name without folders, `lib` and ending, for plugins that have not told their own.
    var stem: String { Self.stem(of: path) }

    /// The same for a path that leads to no file.
    static func stem(of path: String) -> String {
        var name = path.split(separator: "/").last.map(String.init) ?? path
        if name.hasSuffix(".so") { name.removeLast(3) }
        if ManifestFile.isNamed(by: name) { name.removeLast(ManifestFile.ending.utf8.count) }
        if name.hasPrefix("lib"), name.utf8.count > 3 { name.removeFirst(3) }
        return name.cleaned(toBytes: 64)
    }
}
