// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Where something is or is to be: its folder, held open, and its name there.
package final class Place: Sendable {
    /// Where a link as the last part of a path leads.
    package enum Links {
        /// To what it names, inside the sandbox: for reading and writing contents.
        case followed
        /// Nowhere: the link itself is meant, as when it is moved or deleted.
        case kept
    }

    package let folder: Descriptor
    package let name: [UInt8]
    /// What has that name now, a link only where links are kept; nil when nothing has.
    package let existing: FileStatus?

    /// Linux's own limit for links in one path.
    private static let linkLimit = 40

    /// Finds the place for `path`.
    ///
    /// `action` and `missingFolder` are for messages: what is to be done, and what to do when its folder is
    /// missing.
    package init(
        _ path: SandboxPath, in sandbox: Sandbox, links: Links, action: String, missingFolder: String
    ) throws(FileError) {
        var current = path
        for _ in 0...Self.linkLimit {
            guard let last = current.name else {
                throw FileError(
                    .isFolder, "\(path.quoted) is no place for \(action): it has no name of its own.")
            }
            let bytes = Array(last.utf8)
            let parent = try Self.openParent(of: current, in: sandbox, action, missingFolder)
            let status = try sandbox.explaining(action, path) { () throws(SystemError) in
                try Self.existing(bytes, in: parent)
            }
            guard let status, status.kind == .link, case .followed = links else {
                folder = parent
                name = bytes
                existing = status
                return
            }
            current = try Self.target(ofLink: bytes, in: parent, at: current, for: path, action)
        }
        throw SystemError(number: ELOOP).explained(action, path)
    }

    private static func existing(
        _ name: [UInt8], in folder: borrowing Descriptor
    ) throws(SystemError) -> FileStatus? {
        do {
            return try folder.status(of: name)
        } catch {
            guard error.number == ENOENT else { throw error }
            return nil
        }
    }

    private static func openParent(
        of path: SandboxPath, in sandbox: Sandbox, _ action: String, _ hint: String
    ) throws(FileError) -> Descriptor {
        do {
            return try sandbox.root.open(path.parent.bytes, for: .folder)
        } catch {
            guard error.number == ENOENT else { throw error.explained(action, path) }
            throw FileError(
                .notFound, MissingPath(path.parent, in: sandbox, wanted: .folder).error.message, hint: hint)
        }
    }

    private static func target(
        ofLink name: [UInt8], in parent: borrowing Descriptor, at place: SandboxPath, for path: SandboxPath,
        _ action: String
    ) throws(FileError) -> SandboxPath {
        let bytes: [UInt8]
        do {
            bytes = try parent.target(ofLink: name)
        } catch {
            throw error.explained(action, path)
        }
        guard let target = String(validating: bytes, as: UTF8.self), bytes.first != UInt8(ascii: "/") else {
            throw SystemError(number: EXDEV).explained(action, path)
        }
        return try place.parent.appending(target)
    }
}
