// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// The folder that the tools may touch, held by its descriptor.
///
/// Every access goes through openat2 with RESOLVE_BENEATH on it, so no path, link or race can name anything
/// outside; the kernel decides, at the moment of use.
package final class Sandbox: Sendable {
    package let root: Descriptor
    private let hardLinks = HardLinks()

    /// Opens the sandbox folder at `path`, which the host gives and which is trusted.
    package init(path: String) throws(FileError) {
        do {
            root = try Descriptor(root: path)
        } catch {
            throw FileError(
                .sandboxMissing, "The sandbox folder cannot be opened.",
                hint: "The operator should check SANDBOX_DIR."
            )
        }
    }

    /// Opens something in the sandbox; links are followed as long as they stay inside.
    package func open(
        _ path: SandboxPath, for purpose: Descriptor.Purpose, action: String
    ) throws(FileError) -> Descriptor {
        do {
            return try root.open(path.bytes, for: purpose)
        } catch {
            throw explained(error, action, path)
        }
    }

    /// Runs a call on `path` and puts its errno into words.
    package func explaining<Value: ~Copyable>(
        _ action: String, _ path: SandboxPath, _ body: () throws(SystemError) -> Value
    ) throws(FileError) -> Value {
        do {
            return try body()
        } catch {
            throw explained(error, action, path)
        }
    }

    /// The status of what `path` leads to.
    package func status(of path: SandboxPath) throws(FileError) -> FileStatus {
        let object = try open(path, for: .naming, action: "looking at")
        return try explaining("looking at", path) { () throws(SystemError) in try object.status() }
    }

    /// Opens a regular file for reading, with its status.
    ///
    /// The type is looked at before the file is opened, since opening a FIFO or a device can already do
    /// something; and again afterwards, since another object may have taken its place. Neither look can hang.
    package func openFile(_ path: SandboxPath) throws(FileError) -> OpenFile {
        if let refusal = try status(of: path).refusal(path) { throw refusal }
        let file = try open(path, for: .reading, action: "reading")
        let status = try explaining("reading", path) { () throws(SystemError) in try file.status() }
        if let refusal = status.refusal(path) ?? refusalToRead(status, path) { throw refusal }
        return OpenFile(descriptor: file, status: status)
    }

    /// Whether a file's contents are the sandbox's own: no name of it lies outside.
    ///
    /// - Complexity: O(1) for a file with one name; the first one with several costs a walk through the sandbox.
    package func owns(_ status: FileStatus) -> Bool {
        hardLinks.areInside(status, root)
    }

    /// The refusal of a file that is a hard link from outside, whose contents are not the sandbox's to show.
    package func refusalToRead(_ status: FileStatus, _ path: SandboxPath) -> FileError? {
        guard !owns(status) else { return nil }
        return FileError(
            .leavesSandbox,
            "\(path.quoted) is a hard link to a file that has a name outside the sandbox too.",
            hint: "Only files that lie wholly in the sandbox can be read; it can be deleted or written anew."
        )
    }

    /// Opens a folder for listing.
    package func openFolder(_ path: SandboxPath) throws(FileError) -> Descriptor {
        do {
            return try root.open(path.bytes, for: .folder)
        } catch {
            if error.number == ENOTDIR, let kind = try? status(of: path).kind {
                // Losing the second error is right: the first one is reported below.
                throw FileError(
                    .notFolder, "\(path.quoted) is a \(kind.rawValue), not a folder.",
                    hint: kind == .file ? "Use files to read it, or getFileInfo for its size and times." : nil
                )
            }
            throw explained(error, "listing", path)
        }
    }

    /// Makes the folders on the way to `path` that are missing; returns whether there were any.
    @discardableResult
    package func makeFolders(above path: SandboxPath) throws(FileError) -> Bool {
        var madeAny = false
        for folder in path.ancestors {
            do {
                _ = try root.open(folder.bytes, for: .naming)
            } catch {
                guard error.number == ENOENT, let name = folder.name else {
                    throw error.explained("making the folders for", path)
                }
                let parent = try open(folder.parent, for: .folder, action: "making folders in")
                do {
                    try parent.makeFolder(Array(name.utf8))
                    madeAny = true
                } catch {
                    // Another call may have made it in the meantime.
                    guard error.number == EEXIST else { throw error.explained("making", folder) }
                }
            }
        }
        return madeAny
    }

    /// The errno in words; for something that is missing, with the nearest names that are there.
    package func explained(_ error: SystemError, _ action: String, _ path: SandboxPath) -> FileError {
        error.number == ENOENT ? MissingPath(path, in: self).error : error.explained(action, path)
    }
}

/// A regular file that is open for reading, and what it was when it was opened.
package struct OpenFile: ~Copyable, Sendable {
    package let descriptor: Descriptor
    package let status: FileStatus
}
