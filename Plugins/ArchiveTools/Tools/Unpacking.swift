// SPDX-License-Identifier: Apache-2.0

import Diagnostics
internal import SandboxFiles
internal import ToolKit

/// Unpacks the entries of an archive into an empty folder, within limits.
///
/// Every file is a new one, made through no link, so nothing that an earlier entry left can lead a later one away.
final class Unpacking {
    /// What has been unpacked.
    struct Outcome {
        var files = 0
        var folders = 0
        var bytes: Int64 = 0
        /// Links, devices and the like that were not unpacked.
        var leftOut = 0
        /// Names that were no UTF-8.
        var translated = 0
        /// The first names, folders with a slash at the end.
        var names: [String] = []
    }

    /// Names kept for the answer; more do not help a model.
    static let shownNames = 100

    private(set) var outcome = Outcome()

    private let source: UnpackingSource
    private let target: OpenFolder
    private let output: SandboxPath
    private let leavesLinksOut: Bool
    private let context: ToolContext
    private let limits: ArchiveLimits

    private var entryCount = 0
    private var nameBytes = 0
    private var progress: SteppedProgress
    /// The folder that the last file went to, since the next one is likely to go there too.
    private var lastFolder: (path: [UInt8], folder: OpenFolder)?
    /// Times and permissions, which folders get when nothing more goes into them.
    private var folderEntries: [(name: EntryName, entry: ArchiveEntry)] = []

    init(
        _ source: UnpackingSource, into target: OpenFolder, as output: SandboxPath, leavesLinksOut: Bool,
        limits: ArchiveLimits, context: ToolContext
    ) {
        self.source = source
        self.target = target
        self.output = output
        self.leavesLinksOut = leavesLinksOut
        self.limits = limits
        self.context = context
        progress = SteppedProgress(context)
    }

    /// Unpacks everything; on any failure the folder holds a part.
    func run() throws {
        while !source.isEmpty, let entry = try source.reader.next() {
            try context.checkCancelled()
            entryCount += 1
            if let refusal = limits.refusal(entries: entryCount) { throw refusal }
            let name = try EntryName(entry.name)
            try admit(entry, name)
            switch entry.kind {
            case .folder: try addFolder(entry, name)
            case .file: try addFile(entry, name)
            case .link, .hardLink, .special: outcome.leftOut += 1
            }
        }
        try finishFolders()
    }

    // MARK: - Limits

    private func admit(_ entry: ArchiveEntry, _ name: EntryName) throws {
        nameBytes += entry.name.count
        if nameBytes > limits.nameBytes {
            throw ArchiveError(
                .tooLarge,
                "The names in the archive have more than \(ByteCount(Int64(limits.nameBytes)).text).",
                hint: "Nothing was unpacked. Ask for an archive of fewer files."
            )
        }
        if entry.isEncrypted { throw ArchiveError.encrypted(source.path) }
        if name.isTranslated { outcome.translated += 1 }
        try checkSize(outcome.bytes.saturatingSum(entry.size ?? 0))
        switch entry.kind {
        case .file, .folder: break
        case .link, .hardLink, .special:
            if leavesLinksOut { break }
            throw ArchiveError(
                .unsafeEntry,
                "The archive has a \(entry.kind.rawValue), \(name.quoted), which is not unpacked.",
                hint: "Nothing was unpacked. Set leaveOutLinks to true to unpack the rest without it."
            )
        }
    }

    private func checkSize(_ bytes: Int64) throws(ArchiveError) {
        if let refusal = limits.refusal(unpacked: bytes, from: source.archiveBytes) { throw refusal }
    }

    // MARK: - Entries

    private func addFolder(_ entry: ArchiveEntry, _ name: EntryName) throws {
        guard !name.components.isEmpty else { return }
        _ = try folder(name.components, for: name)
        folderEntries.append((name, entry))
        note(name.text + "/")
    }

    private func addFile(_ entry: ArchiveEntry, _ name: EntryName) throws {
        guard let last = name.last else {
            throw ArchiveError(
                .unsafeName, "The archive has a file in the place of its top folder.",
                hint: "Nothing was unpacked. Get the archive again."
            )
        }
        let parent = try folder(name.components.dropLast(), for: name)
        let file = try makeFile(last, in: parent, name)
        let reached = try fill(file, entry, name)
        try explaining(name) { () throws(SystemError) in
            try file.setPermissions(entry.permissions == 0 ? 0o644 : entry.permissions)
            if let modified = entry.modified {
                try file.setModified(seconds: modified, nanoseconds: entry.modifiedNanoseconds)
            }
        }
        outcome.files += 1
        outcome.bytes += reached
        note(name.text)
    }

    private func makeFile(
        _ last: [UInt8], in parent: OpenFolder, _ name: EntryName
    ) throws -> Descriptor {
        do throws(SystemError) {
            return try parent.descriptor.open(last, for: .newFile(mode: 0o600))
        } catch {
            throw error.isTaken ? Self.duplicate(name) : try explained(error, name)
        }
    }

    /// Writes the contents of an entry; returns how many bytes they have.
    private func fill(
        _ file: borrowing Descriptor, _ entry: ArchiveEntry, _ name: EntryName
    ) throws -> Int64 {
        var reached: Int64 = 0
        var isWhole = false
        while !isWhole {
            do {
                isWhole = try !source.reader.unpack(into: file, name, reached: &reached)
            } catch let error as SystemError {
                throw try explained(error, name)
            }
            if let size = entry.size, reached > size || isWhole && reached < size {
                throw ArchiveError.damaged(
                    source.path, "\(name.quoted) has another length than the archive says")
            }
            try checkSize(outcome.bytes.saturatingSum(reached))
            try context.checkCancelled()
            let unpacked = outcome.bytes.saturatingSum(reached)
            progress.report(name.text) { source.progress(unpacked: unpacked) }
        }
        return reached
    }

    private func finishFolders() throws {
        for (name, entry) in folderEntries {
            try explaining(name) { () throws(SystemError) in
                let folder = try target.folder(name.bytes)
                // The owner can always look into what was unpacked, and delete it again.
                if entry.permissions != 0 { try folder.descriptor.setPermissions(entry.permissions | 0o700) }
                if let modified = entry.modified {
                    try folder.descriptor.setModified(
                        seconds: modified, nanoseconds: entry.modifiedNanoseconds)
                }
            }
        }
    }

    private func note(_ name: String) {
        if outcome.names.count < Self.shownNames { outcome.names.append(name) }
    }

    // MARK: - Folders

    /// The folder with that path, made if it is missing.
    private func folder(_ components: some Collection<String>, for name: EntryName) throws -> OpenFolder {
        let path = Array(components.joined(separator: "/").utf8)
        if let lastFolder, lastFolder.path == path { return lastFolder.folder }
        do throws(SystemError) {
            let folder = try openOrMake(path, components)
            lastFolder = (path, folder)
            return folder
        } catch {
            throw error.isNoFolder || error.isTaken ? Self.duplicate(name) : try explained(error, name)
        }
    }

    private func openOrMake(
        _ path: [UInt8], _ components: some Collection<String>
    ) throws(SystemError) -> OpenFolder {
        do {
            return try target.folder(path)
        } catch {
            guard error.isMissing else { throw error }
        }
        var current = target
        for part in components.map({ Array($0.utf8) }) {
            do {
                current = try current.folder(part)
            } catch {
                guard error.isMissing else { throw error }
                try current.descriptor.makeFolder(part)
                outcome.folders += 1
                current = try current.folder(part)
            }
        }
        return current
    }

    // MARK: - Failures

    private static func duplicate(_ name: EntryName) -> ArchiveError {
        ArchiveError(
            .duplicateName,
            "The archive has several entries named \(name.quoted), or for a file beneath one.",
            hint: "Nothing was unpacked. Ask for an archive in which each name stands once."
        )
    }

    private func explaining(_ name: EntryName, _ body: () throws(SystemError) -> Void) throws {
        do throws(SystemError) {
            try body()
        } catch {
            throw try explained(error, name)
        }
    }

    private func explained(_ error: SystemError, _ name: EntryName) throws(FileError) -> FileError {
        error.explained("unpacking", try output.appending(name.text))
    }
}
