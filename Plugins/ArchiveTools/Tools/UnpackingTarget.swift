// SPDX-License-Identifier: Apache-2.0

internal import SandboxFiles

/// The folder that an archive is unpacked to: new, or there already.
///
/// Everything is unpacked beside it first and goes there when it is whole.
final class UnpackingTarget {
    /// Where to unpack to.
    let folder: OpenFolder
    /// Whether the folder is new.
    var isNew: Bool { !missing.isEmpty }

    private let path: SandboxPath
    /// The folder itself, or the nearest one above it that exists.
    private let existing: OpenFolder
    private let missing: [String]
    private let temporary: TemporaryFolder

    init(_ path: SandboxPath, in sandbox: Sandbox) throws {
        self.path = path
        (existing, missing) = try Self.nearest(path, in: sandbox)
        if missing.contains("..") {
            throw FileError(
                .invalidPath, "\(path.quoted) goes through a folder that does not exist.",
                hint: "Name the folder without \"..\"."
            )
        }
        do throws(SystemError) {
            temporary = try TemporaryFolder(in: existing)
            folder = try temporary.makeFolder(["new"] + missing)
        } catch {
            throw error.explained("unpacking to", path)
        }
    }

    private static func nearest(
        _ path: SandboxPath, in sandbox: Sandbox
    ) throws -> (folder: OpenFolder, missing: [String]) {
        var current = path
        var missing: [String] = []
        while true {
            do throws(SystemError) {
                return (OpenFolder(try sandbox.root.open(current.bytes, for: .folder)), missing)
            } catch {
                guard error.isMissing, let last = current.components.last else {
                    throw error.isNoFolder && current == path
                        ? Self.noFolder(path) : error.explained("unpacking to", path)
                }
                missing.insert(last, at: 0)
                current = current.parent
            }
        }
    }

    private static func noFolder(_ path: SandboxPath) -> FileError {
        FileError(
            .notFolder, "\(path.quoted) is not a folder.",
            hint: "Name a folder as outputDir; it is made when it is missing."
        )
    }

    /// Refuses at once what cannot fit on the disk.
    func checkRoom(for bytes: Int64) throws(FileError) {
        // Where the file system does not tell, writing finds out.
        guard let free = try? existing.descriptor.freeBytes(), free < bytes else { return }
        throw SystemError.diskFull.explained("unpacking to", path)
    }

    /// Puts the whole in its place.
    func deliver(overwrites: Bool) throws {
        do {
            if let first = missing.first.map({ Array($0.utf8) }) {
                let whole = try temporary.folder.folder(Array("new".utf8))
                try whole.descriptor.rename(first, to: existing.descriptor, first, replaces: false)
            } else {
                let stash = try temporary.makeFolder(["old"])
                try Delivery(
                    from: folder, to: existing, at: path, stash: stash, overwrites: overwrites
                ).perform()
            }
        } catch let error as SystemError {
            throw error.explained("unpacking to", path)
        }
    }
}
