// SPDX-License-Identifier: Apache-2.0

/// A walk through the libraries that a plugin is linked with, as far as they lie in its folder.
struct NeighbourWalk {
    /// A library that was found.
    struct Found {
        let entry: FileSystem.Entry
        let hash: ContentHash
    }

    /// Where the walk begins.
    private let start: String
    /// The plugin's file, for errors.
    private let plugin: String
    private let isBundled: Bool
    private let limits: NeighbourLimits
    /// What belongs to the plugin lies here, or below.
    let folder: String
    /// The folder as it was before anything in it was looked at.
    private(set) var entry: FileSystem.Entry?
    private(set) var found: [String: Found] = [:]
    private var waiting: [String] = []
    /// The folders in which the first library has others searched for: an older linker's rule over those of all.
    private var inherited: [String]?
    private let cache = LinkerCache.ofThisSystem

    init(from path: String, plugin: String, isBundled: Bool, limits: NeighbourLimits) {
        start = path
        self.plugin = plugin
        self.isBundled = isBundled
        self.limits = limits
        folder = FileSystem.folder(of: path)
    }

    /// Finds all of them.
    ///
    /// - Throws: `PluginError.notLoadable`.
    mutating func run() throws(PluginError) {
        // What is wrong with the file itself is said when it is inspected; and what the system brings is its own.
        guard isOwn(start), let file = try? FileSource(path: start),
            let headers = try? ELFFile(reading: file),
            let dynamic = try? ELFDynamic(of: headers)
        else { return }
        entry = try? FileSystem.entry(at: folder)
        follow(dynamic, of: start)
        while let path = waiting.popLast() { try visit(path) }
    }

    private func isOwn(_ path: String) -> Bool {
        path.hasPrefix(folder == "/" ? "/" : folder + "/")
            && !SystemNeeds.readable.contains { path.hasPrefix($0 + "/") }
    }

    private mutating func follow(_ dynamic: ELFDynamic, of path: String) {
        let folders = dynamic.searchedFolders
        let search = LibrarySearch(
            origin: FileSystem.folder(of: path), folders: folders + (inherited ?? []))
        inherited = inherited ?? folders.map(search.expanded)
        for name in dynamic.needed {
            guard let path = search.path(of: name, in: cache), path != start, found[path] == nil,
                isOwn(path), !waiting.contains(path)
            else { continue }
            waiting.append(path)
        }
    }

    private mutating func visit(_ path: String) throws(PluginError) {
        let file: OpenedFile
        do {
            file = try OpenedFile.file(at: path)
        } catch {
            throw refusal(of: path, "it cannot be read: \(error.reason)")
        }
        if case .unsafe(let reason, let remedy) = FileSafety().verdict(
            on: file.entry, path: path, isBundled: isBundled)
        {
            throw refusal(of: path, reason, hint: remedy)
        }
        let size = found.values.map(\.entry.size).reduce(file.entry.size, +)
        guard found.count < limits.count, size <= limits.bytes else {
            throw .notLoadable(
                path: plugin,
                reason: "it brings more than \(limits.count) libraries or \(limits.bytes >> 20) MiB along")
        }
        guard let digest = TrustDigest.of(DescriptorSource(file)), let hash = ContentHash(digest) else {
            throw refusal(of: path, "it cannot be read to its end")
        }
        found[path] = Found(entry: file.entry, hash: hash)
        // What is no library the loader will name.
        guard let headers = try? ELFFile(reading: DescriptorSource(file)),
            let dynamic = try? ELFDynamic(of: headers)
        else { return }
        follow(dynamic, of: path)
    }

    private func refusal(of path: String, _ reason: String, hint: String? = nil) -> PluginError {
        .notLoadable(
            path: plugin, reason: "the library \(path) that it brings along is not used, since \(reason)",
            hint: hint)
    }
}
