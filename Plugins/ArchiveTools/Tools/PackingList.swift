// SPDX-License-Identifier: Apache-2.0

import Diagnostics
internal import SandboxFiles

/// What goes into an archive: the files, folders and links that a caller named, and all that is in the folders.
struct PackingList {
    /// One thing to pack.
    struct Item {
        /// Its path in the sandbox, which is its name in the archive too; as text, since there may be many.
        let path: String
        let kind: FileStatus.Kind
    }

    private(set) var items: [Item] = []
    /// FIFOs, sockets, devices, and files whose names are no UTF-8.
    private(set) var leftOut = 0

    private let sandbox: Sandbox
    private let limits: ArchiveLimits
    private let isCancelled: () -> Bool
    /// What is the archive itself, or is about to be replaced by it.
    private let output: FileStatus?
    private var names: Set<String> = []
    private var nameBytes = 0

    /// Names that a pattern may be held against, so that `**` over a whole disk ends.
    private static let triedNames = 1_000_000

    /// Gathers everything, in the order of the bytes of the names within each folder.
    init(
        of files: [String], in sandbox: Sandbox, output: FileStatus?, limits: ArchiveLimits,
        isCancelled: @escaping () -> Bool
    ) throws {
        self.sandbox = sandbox
        self.output = output
        self.limits = limits
        self.isCancelled = isCancelled
        for file in files { try add(SandboxPath(file)) }
    }

    // MARK: - What a caller names

    private mutating func add(_ path: SandboxPath) throws {
        if path.climbs {
            throw FileError(
                .leavesSandbox, "\(path.quoted) goes through \"..\", which cannot stand in an archive.",
                hint: FileError.relativePaths
            )
        }
        if path.isRoot { return try addFolder(path) }
        do {
            try add(path, kind: status(of: path))
        } catch let error as FileError where error.reason == .notFound {
            // A file may have a bracket in its name: only what does not exist is a pattern.
            guard let glob = Glob(path.components) else { throw error }
            try addMatches(of: glob, path)
        }
    }

    private mutating func add(_ path: SandboxPath, kind status: FileStatus) throws {
        switch status.kind {
        case .file:
            if let output, output.isSame(as: status) {
                throw ArchiveError(
                    .exists, "\(path.quoted) is the output itself, which cannot be packed into itself.",
                    hint: "Choose another output, or leave this file out."
                )
            }
            try append(path, .file)
        case .link: try append(path, .link)
        case .folder: try addFolder(path)
        case .fifo, .socket, .device:
            if let refusal = status.refusal(path) { throw refusal }
        }
    }

    /// The status of what a path names, of the link itself when its last part is one.
    private func status(of path: SandboxPath) throws(FileError) -> FileStatus {
        let object = try sandbox.open(path, for: .namingLink, action: "looking at")
        return try sandbox.explaining("looking at", path) { () throws(SystemError) in try object.status() }
    }

    private mutating func append(_ path: SandboxPath, _ kind: FileStatus.Kind) throws {
        let plain = path.components.joined(separator: "/")
        guard names.insert(plain).inserted else { return }
        nameBytes += plain.utf8.count
        if names.count > limits.entries || nameBytes > limits.nameBytes {
            throw ArchiveError(
                .tooManyEntries,
                "There are more than \(limits.entries) files, or their names are longer than "
                    + "\(ByteCount(Int64(limits.nameBytes)).text) together.",
                hint: "Pack fewer folders, in several archives."
            )
        }
        items.append(Item(path: plain, kind: kind))
    }

    // MARK: - Folders

    private mutating func addFolder(_ top: SandboxPath) throws {
        var pending: [(path: SandboxPath, kind: FileStatus.Kind)] = [(top, .folder)]
        while let next = pending.popLast() {
            if isCancelled() { throw CancellationError() }
            if next.kind == .folder {
                if !next.path.isRoot { try append(next.path, .folder) }
                // The last one in is the first one out.
                pending += try contents(of: next.path, isTop: next.path == top).reversed()
            } else {
                try append(next.path, next.kind)
            }
        }
    }

    /// What can be packed of a folder, sorted.
    private mutating func contents(
        of path: SandboxPath, isTop: Bool
    ) throws -> [(path: SandboxPath, kind: FileStatus.Kind)] {
        // Below the folder that was named no link is followed.
        let folder =
            isTop
            ? try sandbox.openFolder(path)
            : try sandbox.open(path, for: .folderWithoutLinks, action: "listing")
        let entries = try sandbox.explaining("listing", path) { () throws(SystemError) in
            try FolderNames(of: folder).entries
        }
        var items: [(path: SandboxPath, kind: FileStatus.Kind)] = []
        for entry in entries.sorted(by: { $0.bytes.lexicographicallyPrecedes($1.bytes) }) {
            switch entry.kind {
            case .file, .folder, .link:
                guard let name = String(validating: entry.bytes, as: UTF8.self) else { break }
                if entry.kind == .file, let output, try isOutput(entry, in: folder, output) { continue }
                items.append((try path.appending(name), entry.kind))
                continue
            case .fifo, .socket, .device: break
            }
            leftOut += 1
        }
        return items
    }

    private func isOutput(
        _ entry: FolderEntry, in folder: borrowing Descriptor, _ output: FileStatus
    ) throws -> Bool {
        // What went away since is missed, and reported, when it is packed.
        guard let status = try? folder.status(of: entry.bytes) else { return false }
        return output.isSame(as: status)
    }

    // MARK: - Patterns

    private mutating func addMatches(of glob: Glob, _ path: SandboxPath) throws {
        var found = false
        var tried = 0
        var pending: [(folder: SandboxPath, rest: ArraySlice<Glob.Part>)] = [(.root, glob.parts[...])]
        while let (folder, rest) = pending.popLast() {
            if isCancelled() { throw CancellationError() }
            guard let part = rest.first else { continue }
            for entry in try matches(of: part, in: folder) {
                tried += 1
                let below = try folder.appending(entry.name)
                if rest.count > 1 || part == .anyFolders {
                    guard entry.kind == .folder else { continue }
                    pending.append((below, part == .anyFolders ? rest : rest.dropFirst()))
                } else {
                    found = true
                    try add(below, kind: status(of: below))
                }
            }
            if part == .anyFolders {
                pending.append((folder, rest.count > 1 ? rest.dropFirst() : [.pattern(["*"])]))
            }
            if tried > Self.triedNames { throw tooMuch(path) }
        }
        if !found { throw noMatch(path) }
    }

    /// The names in a folder that a part of a pattern fits; none when the folder cannot be listed.
    private func matches(of part: Glob.Part, in folder: SandboxPath) throws -> [FolderEntry] {
        // A part that is a file, or closed to this process, fits nothing.
        guard let opened = try? sandbox.openFolder(folder) else { return [] }
        let entries = try sandbox.explaining("listing", folder) { () throws(SystemError) in
            try FolderNames(of: opened).entries
        }
        let fitting = entries.filter { entry in
            guard let name = String(validating: entry.bytes, as: UTF8.self) else { return false }
            return switch part {
            case .name(let wanted): name == wanted
            case .pattern(let pattern): Glob.matches(pattern, name)
            case .anyFolders: entry.kind == .folder && !name.hasPrefix(".")
            }
        }
        return fitting.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
    }

    private func tooMuch(_ path: SandboxPath) -> ArchiveError {
        ArchiveError(
            .tooManyEntries, "\(path.quoted) was held against \(Self.triedNames) names, and there are more.",
            hint: "Name the folder that the files are in."
        )
    }

    private func noMatch(_ path: SandboxPath) -> ArchiveError {
        ArchiveError(
            .noMatch, "No file or folder fits the pattern \(path.quoted).",
            hint: "Use listFiles to see what is there; * stays within one folder, **/* goes below."
        )
    }
}
