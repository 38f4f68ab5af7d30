// SPDX-License-Identifier: Apache-2.0

internal import COpenAt
internal import Glibc

/// What the file system says about an object.
package struct FileStatus: Sendable {
    /// The kinds of object that the tools tell apart; the raw values stand in structured results.
    package enum Kind: String, Sendable {
        case file, folder, link, fifo, socket, device
    }

    let raw: copenat_status

    init(_ raw: copenat_status) {
        self.raw = raw
    }

    package var kind: Kind {
        switch raw.mode & UInt32(S_IFMT) {
        case UInt32(S_IFREG): .file
        case UInt32(S_IFDIR): .folder
        case UInt32(S_IFLNK): .link
        case UInt32(S_IFIFO): .fifo
        case UInt32(S_IFSOCK): .socket
        default: .device
        }
    }

    /// In bytes.
    package var size: Int64 { Int64(clamping: raw.size) }

    /// Type and permission bits as in `st_mode`.
    package var mode: UInt32 { raw.mode }

    /// The nine permission bits.
    package var permissions: UInt32 { raw.mode & 0o777 }

    /// The permissions as `0644`.
    package var octalMode: String {
        let digits = String(permissions, radix: 8)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }

    package var modified: UTCTime { UTCTime(seconds: raw.modified) }
    package var accessed: UTCTime { UTCTime(seconds: raw.accessed) }
    /// When the file was made; nil where the file system does not know.
    package var created: UTCTime? { raw.created == Int64.min ? nil : UTCTime(seconds: raw.created) }

    /// Whether both are the same object.
    package func isSame(as other: FileStatus) -> Bool {
        raw.inode == other.raw.inode && raw.device == other.raw.device
    }

    package func hasOwner(of other: FileStatus) -> Bool {
        raw.owner == other.raw.owner && raw.group == other.raw.group
    }

    /// The refusal of an object that is not a file with bytes to read or write.
    package func refusal(_ path: SandboxPath) -> FileError? {
        switch kind {
        case .file, .link: nil
        case .folder:
            FileError(
                .isFolder, "\(path.quoted) is a folder, not a file.",
                hint: "Use listFiles to see what is in it."
            )
        case .fifo, .socket, .device:
            FileError(
                .notRegular, "\(path.quoted) is a \(kind.rawValue), not a file.",
                hint: "Only regular files can be read and written."
            )
        }
    }
}
