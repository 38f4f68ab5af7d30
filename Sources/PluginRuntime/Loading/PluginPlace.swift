// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Where a plugin file is looked for: a name in a folder.
struct PluginPlace: Hashable, Sendable {
    /// As the settings name it.
    let folder: String
    let name: String
    /// Whether it came with the host: then a link may lead anywhere, and the file's owner is the host's.
    let isBundled: Bool

    /// The place of a file that came with the host.
    init(bundledFile path: String) {
        self.init(
            folder: FileSystem.parent(of: path) ?? ".", name: FileSystem.lastName(of: path), isBundled: true)
    }

    init(folder: String, name: String, isBundled: Bool) {
        self.folder = folder
        self.name = name
        self.isBundled = isBundled
    }

    var path: String { folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)" }

    /// Opens the folder and the file in it, and finds out who may change them.
    ///
    /// - Throws: `PluginError.unsafeFile` or `.notLoadable`.
    func open() throws(PluginError) -> PlacedFile {
        let opened = try PlacedFolder.open(folder, isBundled: isBundled)
        guard let opened else {
            throw .notLoadable(path: path, reason: FileSystem.Failure(number: ENOENT).reason)
        }
        return try open(in: opened)
    }

    /// Opens the file in its folder, and finds out who may change it.
    ///
    /// - Throws: `PluginError.unsafeFile` or `.notLoadable`.
    func open(in folder: borrowing PlacedFolder) throws(PluginError) -> PlacedFile {
        let file: OpenedFile
        do {
            file = try openFollowing(in: folder.file)
        } catch {
            // What cannot be opened for reading: a socket, or a device that is not there.
            let reason = error.number == ENXIO ? Self.irregular : error.reason
            throw .notLoadable(path: path, reason: reason)
        }
        guard file.entry.kind == .file else { throw .notLoadable(path: path, reason: Self.irregular) }
        guard file.entry.links > 0 else {
            throw .notLoadable(path: path, reason: FileSystem.Failure(number: ENOENT).reason)
        }
        let found = FileSystem.path(of: file.descriptor) ?? path
        var isGroupWritable = false
        if !isBundled { isGroupWritable = try followedFault(to: found, from: folder) }
        switch FileSafety().verdict(on: file.entry, path: found, isBundled: isBundled) {
        case .safe: break
        case .groupMayWrite: isGroupWritable = true
        case .unsafe(let reason, let remedy):
            throw .unsafeFile(path: found, reason: reason, remedy: remedy)
        }
        return PlacedFile(file: file, path: found, isGroupWritable: isGroupWritable)
    }

    private static let irregular = "it is no regular file"

    private func openFollowing(in folder: borrowing OpenedFile) throws(FileSystem.Failure) -> OpenedFile {
        if isBundled { return try folder.file(name) }
        do {
            return try folder.fileBeneath(name)
        } catch  where [EXDEV, ENOSYS, EPERM].contains(error.number) {
            // A link that is absolute may lead back into the folder; and not every kernel has openat2. Where the file
            // is, its descriptor tells.
            return try folder.file(name)
        }
    }

    /// Looks at where a link has led.
    ///
    /// - Returns: Whether the group of the folder that it led to may write there.
    /// - Throws: `PluginError.unsafeFile` when that is outside, or a folder that others may change.
    private func followedFault(
        to found: String, from folder: borrowing PlacedFolder
    ) throws(PluginError) -> Bool {
        let parent = FileSystem.parent(of: found) ?? "/"
        if parent == folder.path { return false }
        guard found.hasPrefix(folder.path == "/" ? "/" : folder.path + "/") else {
            throw .unsafeFile(
                path: path, reason: "it is a link that leads out of its folder, to \(found)",
                remedy: "Put the file itself into the folder.")
        }
        return try PlacedFolder.open(parent, isBundled: false)?.isGroupWritable ?? false
    }
}

/// A plugin file that is open, and that nobody else may change.
struct PlacedFile: ~Copyable {
    let file: OpenedFile
    /// Without links.
    let path: String
    let isGroupWritable: Bool
}

/// A folder of plugins that is open, and that nobody else may change.
struct PlacedFolder: ~Copyable {
    let file: OpenedFile
    /// Without links.
    let path: String
    let isGroupWritable: Bool

    /// Nil when there is none.
    ///
    /// - Throws: `PluginError.unsafeFile` or `.folderUnusable`.
    static func open(_ path: String, isBundled: Bool) throws(PluginError) -> PlacedFolder? {
        let file: OpenedFile
        do {
            file = try OpenedFile.folder(at: path)
        } catch  where error.isMissing {
            return nil
        } catch {
            throw .folderUnusable(path: path, reason: error.reason)
        }
        let found = FileSystem.path(of: file.descriptor) ?? path
        switch FileSafety().verdict(on: file.entry, path: found, isBundled: isBundled) {
        case .safe: return PlacedFolder(file: file, path: found, isGroupWritable: false)
        case .groupMayWrite: return PlacedFolder(file: file, path: found, isGroupWritable: true)
        case .unsafe(let reason, let remedy):
            throw .unsafeFile(path: found, reason: reason, remedy: remedy)
        }
    }
}
