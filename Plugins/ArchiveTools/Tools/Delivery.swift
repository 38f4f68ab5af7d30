// SPDX-License-Identifier: Apache-2.0

internal import SandboxFiles

/// Moves what was unpacked into a folder that is there already: all of it, or nothing.
struct Delivery {
    /// One name that goes over, with all beneath it.
    private struct Move {
        /// The path of its folder, in both places.
        var folder: [UInt8]
        var name: [UInt8]
        /// A file of that name gives way.
        var replaces: Bool
    }

    /// Conflicts are named up to this number; the rest is counted.
    private static let namedConflicts = 5

    private let source: OpenFolder
    private let target: OpenFolder
    /// Where replaced files wait until all is done.
    private let stash: OpenFolder
    private let path: SandboxPath
    private var moves: [Move] = []

    /// Looks what is to be moved, and what stands in its way.
    ///
    /// - Throws: `ArchiveError` when names are taken and `overwrites` is false, or when one is a folder on one side
    ///   only.
    init(
        from source: OpenFolder, to target: OpenFolder, at path: SandboxPath, stash: OpenFolder,
        overwrites: Bool
    ) throws {
        self.source = source
        self.target = target
        self.stash = stash
        self.path = path
        var taken: [String] = []
        var pending: [[UInt8]] = [[]]
        while let folder = pending.popLast() {
            let there = try target.folder(folder)
            let entries = try FolderNames(of: source.folder(folder).descriptor).entries
            for entry in entries.sorted(by: { $0.bytes.lexicographicallyPrecedes($1.bytes) }) {
                let below = folder.isEmpty ? entry.bytes : folder + [UInt8(ascii: "/")] + entry.bytes
                guard let status = try there.status(ofAny: entry.bytes) else {
                    moves.append(Move(folder: folder, name: entry.bytes, replaces: false))
                    continue
                }
                let text = String(decoding: below, as: UTF8.self)
                switch (entry.kind, status.kind) {
                case (.folder, .folder): pending.append(below)
                case (.folder, _), (_, .folder): throw mismatch(text, status)
                default:
                    if !overwrites { taken.append(text) }
                    moves.append(Move(folder: folder, name: entry.bytes, replaces: true))
                }
            }
        }
        if !taken.isEmpty { throw conflict(taken) }
    }

    private func mismatch(_ name: String, _ status: FileStatus) -> ArchiveError {
        ArchiveError(
            .exists,
            "\(SandboxPath.quote(name)) is a \(status.kind.rawValue) in \(path.quoted), unlike in the archive.",
            hint: "Nothing was unpacked. Choose another outputDir, or move it away first with moveFile."
        )
    }

    private func conflict(_ taken: [String]) -> ArchiveError {
        let named = taken.sorted().prefix(Self.namedConflicts).map(SandboxPath.quote)
        let rest = taken.count - named.count
        let more = rest > 0 ? " and \(rest) more" : ""
        return ArchiveError(
            .exists, "\(path.quoted) already has \(named.joined(separator: ", "))\(more).",
            hint: "Nothing was unpacked. Set overwrite to true to replace them, or choose another outputDir."
        )
    }

    /// Moves everything, or takes back what was moved and throws.
    func perform() throws(SystemError) {
        var undo: [(from: OpenFolder, name: [UInt8], to: OpenFolder, newName: [UInt8])] = []
        do {
            for (index, move) in moves.enumerated() {
                let from = try source.folder(move.folder)
                let to = try target.folder(move.folder)
                if move.replaces {
                    let stashed = Array(String(index).utf8)
                    try to.descriptor.rename(move.name, to: stash.descriptor, stashed, replaces: false)
                    undo.append((stash, stashed, to, move.name))
                }
                try from.descriptor.rename(move.name, to: to.descriptor, move.name, replaces: false)
                undo.append((to, move.name, from, move.name))
            }
        } catch {
            for step in undo.reversed() {
                // The first error is the one to report; what cannot be moved back stays where it is.
                try? step.from.descriptor.rename(
                    step.name, to: step.to.descriptor, step.newName, replaces: false)
            }
            throw error
        }
    }
}
