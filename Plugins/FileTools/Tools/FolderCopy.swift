// SPDX-License-Identifier: Apache-2.0

internal import SandboxFiles

/// Copies a folder with all that is in it, beside its destination, then puts the whole there in one step.
struct FolderCopy {
    /// FIFOs, sockets and devices, which have no contents to copy, and hard links from outside.
    private(set) var leftOut = 0

    private let sandbox: Sandbox
    private let temporaryName: [UInt8]

    /// Copies the folder at `source` to `destination`, where nothing is yet.
    ///
    /// Links are copied as links. On any failure the half-made copy is removed again. `isCancelled` is asked
    /// once a folder and while large files are copied.
    init(of source: Place, at destination: Place, in sandbox: Sandbox, isCancelled: () -> Bool) throws {
        self.sandbox = sandbox
        temporaryName = try ReplacementFile.freshName()
        let top = try source.folder.open(source.name, for: .folderWithoutLinks)
        // Nobody else may look in before the copies have their own permissions.
        try destination.folder.makeFolder(temporaryName, permissions: 0o700)
        do {
            let copy = try destination.folder.open(temporaryName, for: .folderWithoutLinks)
            try fill(copy, from: top, isCancelled: isCancelled)
            try destination.folder.rename(
                temporaryName, to: destination.folder, destination.name, replaces: false
            )
        } catch {
            // The first error is the one to report; what cannot be removed keeps its temporary name.
            _ = try? FolderRemoval(of: temporaryName, in: destination.folder) { false }
            throw error
        }
    }

    private mutating func fill(
        _ copy: borrowing Descriptor, from top: borrowing Descriptor, isCancelled: () -> Bool
    ) throws {
        // Each folder is met twice: to fill it, and after those in it to set its permissions and times.
        var pending: [(path: [UInt8], isFilled: Bool)] = [([UInt8(ascii: ".")], false)]
        while let (path, isFilled) = pending.popLast() {
            if isCancelled() { throw CancellationError() }
            let from = try top.open(path, for: .folderWithoutLinks)
            let to = try copy.open(path, for: .folderWithoutLinks)
            if isFilled {
                try to.resemble(from.status())
                continue
            }
            pending.append((path, true))
            // A folder that is copied into itself holds the copy, which is not copied again.
            for entry in try FolderNames(of: from).entries where entry.bytes != temporaryName {
                if entry.kind == .folder {
                    try to.makeFolder(entry.bytes, permissions: 0o700)
                    pending.append((path + [UInt8(ascii: "/")] + entry.bytes, false))
                } else {
                    try copyEntry(entry, from: from, to: to, isCancelled)
                }
            }
        }
    }

    private mutating func copyEntry(
        _ entry: FolderEntry, from: borrowing Descriptor, to: borrowing Descriptor, _ isCancelled: () -> Bool
    ) throws {
        switch entry.kind {
        case .link:
            try to.makeLink(entry.bytes, to: from.target(ofLink: entry.bytes))
        case .file:
            let source = try from.open(entry.bytes, for: .reading)
            let status = try source.status()
            // Something else may have taken the name since it was read.
            guard status.kind == .file, sandbox.owns(status) else {
                leftOut += 1
                return
            }
            let file = try to.open(entry.bytes, for: .newFile(mode: 0o600))
            guard try file.copyAll(from: source, isCancelled: isCancelled) else { throw CancellationError() }
            try file.resemble(status)
        case .folder, .fifo, .socket, .device:
            leftOut += 1
        }
    }
}
