// SPDX-License-Identifier: Apache-2.0

internal import COpenAt
internal import Synchronization

/// Tells files that lie wholly in the sandbox from those that have a further name outside it.
///
/// A hard link looks like any file. What gives it away is that the file has more names than the sandbox holds,
/// so that these are counted: once for a sandbox that is open, and only when a file with several names is met.
final class HardLinks: Sendable {
    /// So many names are looked at; a file that has others beyond them is taken for one from outside.
    private static let nameLimit = 500_000

    /// A file, whatever it is called.
    private struct Identity: Hashable {
        let device: UInt64
        let inode: UInt64

        init(_ status: FileStatus) {
            device = status.raw.device
            inode = status.raw.inode
        }
    }

    private let names = Mutex<[Identity: UInt32]?>(nil)

    /// Whether each name of the file lies beneath `root`.
    func areInside(_ status: FileStatus, _ root: borrowing Descriptor) -> Bool {
        guard status.raw.links > 1 else { return true }
        return names.withLock { names in
            let counted = names ?? Self.count(root)
            names = counted
            return counted[Identity(status), default: 0] >= status.raw.links
        }
    }

    /// Counts the names of files that have several.
    private static func count(_ root: borrowing Descriptor) -> [Identity: UInt32] {
        var names: [Identity: UInt32] = [:]
        var looked = 0
        var pending: [[UInt8]] = [[]]
        while let path = pending.popLast(), looked < nameLimit {
            // What cannot be read holds no names that anyone could use.
            guard
                let folder = try? root.open(
                    path.isEmpty ? [UInt8(ascii: ".")] : path, for: .folderWithoutLinks),
                let entries = try? FolderNames(of: folder).entries
            else { continue }
            looked += entries.count
            for entry in entries {
                switch entry.kind {
                case .folder:
                    pending.append(path.isEmpty ? entry.bytes : path + [UInt8(ascii: "/")] + entry.bytes)
                case .file:
                    guard let status = try? folder.status(of: entry.bytes), status.raw.links > 1 else {
                        continue
                    }
                    names[Identity(status), default: 0] += 1
                case .link, .fifo, .socket, .device:
                    continue
                }
            }
        }
        return names
    }
}
