// SPDX-License-Identifier: Apache-2.0

/// Deletes a folder with all that is in it, without following a link.
package struct FolderRemoval {
    /// How many files, links and folders were deleted.
    package private(set) var count = 0

    /// Deletes the folder `name` in `parent`.
    ///
    /// Names are taken from the folders themselves, level by level; a folder that was swapped for a link is
    /// not entered. `isCancelled` is asked once a folder; what is deleted by then stays deleted.
    package init(of name: [UInt8], in parent: borrowing Descriptor, isCancelled: () -> Bool) throws {
        let top = try parent.open(name, for: .folderWithoutLinks)
        // Each folder is met twice: first to empty it, then, after those in it, to remove it.
        var pending: [(path: [UInt8], isEmptied: Bool)] = [([], false)]
        while let (path, isEmptied) = pending.popLast() {
            if isCancelled() { throw CancellationError() }
            if isEmptied {
                try remove(path, below: top)
                continue
            }
            pending.append((path, true))
            let folder = try top.open(path.isEmpty ? [UInt8(ascii: ".")] : path, for: .folderWithoutLinks)
            for entry in try FolderNames(of: folder).entries {
                if entry.kind == .folder {
                    pending.append((path.isEmpty ? entry.bytes : path + [Self.slash] + entry.bytes, false))
                } else {
                    try folder.removeFile(entry.bytes)
                    count += 1
                }
            }
        }
        try parent.removeFolder(name)
        count += 1
    }

    private static let slash = UInt8(ascii: "/")

    private mutating func remove(_ path: [UInt8], below top: borrowing Descriptor) throws(SystemError) {
        // The top folder itself is removed from its parent, at the end.
        guard !path.isEmpty else { return }
        count += 1
        guard let split = path.lastIndex(of: Self.slash) else {
            try top.removeFolder(path)
            return
        }
        let parent = try top.open(Array(path[..<split]), for: .folderWithoutLinks)
        try parent.removeFolder(Array(path[(split + 1)...]))
    }
}
