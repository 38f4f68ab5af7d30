// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// One name in a folder, as the folder itself tells it.
package struct FolderEntry: Sendable, Hashable {
    /// The bytes of the name, by which listings are sorted.
    package let bytes: [UInt8]
    package let kind: FileStatus.Kind

    /// The name as text, with U+FFFD where it is not UTF-8.
    package var name: String { String(decoding: bytes, as: UTF8.self) }
}

/// The names in one folder, in the file system's order, without `.` and `..`.
package struct FolderNames {
    package private(set) var entries: [FolderEntry] = []

    /// Reads the names of `folder`; stops after about `limit` of them.
    package init(of folder: borrowing Descriptor, limit: Int = .max) throws(SystemError) {
        while entries.count < limit {
            let records = try folder.nextEntries()
            if records.isEmpty { return }
            try append(records, in: folder)
        }
    }

    /// Reads `linux_dirent64` records: inode (8 bytes), offset (8), record length (2), type (1), name and a
    /// NUL.
    private mutating func append(_ records: [UInt8], in folder: borrowing Descriptor) throws(SystemError) {
        var start = 0
        while start + Self.nameOffset < records.count {
            let length = Int(records[start + 16]) | Int(records[start + 17]) << 8
            guard length > Self.nameOffset, start + length <= records.count else { return }
            let name = records[(start + Self.nameOffset)..<(start + length)].prefix { $0 != 0 }
            let type = records[start + 18]
            start += length
            if name.elementsEqual(".".utf8) || name.elementsEqual("..".utf8) { continue }
            let bytes = Array(name)
            entries.append(FolderEntry(bytes: bytes, kind: Self.kind(type, bytes, in: folder)))
        }
    }

    private static let nameOffset = 19

    private static func kind(
        _ type: UInt8, _ name: [UInt8], in folder: borrowing Descriptor
    ) -> FileStatus.Kind {
        switch Int32(type) {
        case Int32(DT_REG): .file
        case Int32(DT_DIR): .folder
        case Int32(DT_LNK): .link
        case Int32(DT_FIFO): .fifo
        case Int32(DT_SOCK): .socket
        case Int32(DT_UNKNOWN):
            // Some file systems do not keep the type with the name. One that went away since counts as a
            // file: whoever looks at it next is told that it is gone.
            (try? folder.status(of: name).kind) ?? .file
        default: .device
        }
    }
}
