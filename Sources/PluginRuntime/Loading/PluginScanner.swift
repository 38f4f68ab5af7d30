// SPDX-License-Identifier: Apache-2.0

/// A file that may be a plugin, and which version of it.
struct PluginFile: Hashable {
    /// Absolute, without links.
    let path: String
    let entry: FileSystem.Entry

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

/// Finds plugin files: the host's own first, then folder by folder, each in the order of the names' bytes.
struct PluginScanner {
    let settings: PluginSettings
    private(set) var files: [PluginFile] = []
    private(set) var faults: [PluginError] = []
    /// Device and inode of what was found, since two folders, or a link, may lead to one file.
    private var seen: Set<[UInt64]> = []

    init(settings: PluginSettings) {
        self.settings = settings
    }

    /// Looks everywhere.
    ///
    /// Blocks on the file system.
    mutating func scan() {
        for path in settings.bundled {
            do {
                switch try FileSystem.entry(at: path).kind {
                case .folder: try addFolder(path)
                case .file, .other: add(path)
                }
            } catch {
                faults.append(.notLoadable(path: path, reason: error.reason))
            }
        }
        for folder in settings.folders {
            do {
                try addFolder(folder)
            } catch  where error.isMissing {
                continue
            } catch {
                faults.append(.folderUnusable(path: folder, reason: error.reason))
            }
        }
    }

    private mutating func addFolder(_ folder: String) throws(FileSystem.Failure) {
        let names = try FileSystem.names(in: folder).filter { !$0.hasPrefix(".") }
        let manifests = ManifestFile.manifests(in: folder, names: names)
        for name in names where manifests.libraries.contains(name) == false {
            if name.hasSuffix(".so") || manifests.names.contains(name) { add("\(folder)/\(name)") }
        }
    }

    private mutating func add(_ path: String) {
        let file: PluginFile
        do {
            file = PluginFile(path: try FileSystem.absolute(path), entry: try FileSystem.entry(at: path))
        } catch {
            faults.append(.notLoadable(path: path, reason: error.reason))
            return
        }
        guard seen.insert([file.entry.device, file.entry.inode]).inserted else { return }
        guard file.entry.kind == .file else {
            faults.append(.notLoadable(path: path, reason: "it is no regular file"))
            return
        }
        guard files.count < settings.limits.plugins else {
            faults.append(.tooManyPlugins(path: path, limit: settings.limits.plugins))
            return
        }
        files.append(file)
    }
}
