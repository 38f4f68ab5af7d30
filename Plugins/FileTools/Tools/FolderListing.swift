// SPDX-License-Identifier: Apache-2.0

internal import SandboxFiles

/// The names in a folder, or in all folders below it, sorted by the bytes of their paths.
struct FolderListing {
    /// Paths are kept in memory until they are sorted: about 100 MB at this number.
    static let pathLimit = 1_000_000

    /// One path of the listing.
    struct Item {
        /// The path relative to the folder that is listed.
        let bytes: [UInt8]
        let kind: FileStatus.Kind

        var text: String { String(decoding: bytes, as: UTF8.self) }
        var isUTF8: Bool { String(validating: bytes, as: UTF8.self) != nil }
    }

    private(set) var items: [Item] = []
    /// Folders below that could not be read; their names are in the listing, what is in them is not.
    private(set) var unreadable = 0

    /// Lists `path`.
    ///
    /// Folders below are entered by name from the folder that is listed, never through a link, so a listing
    /// cannot run in circles. `isCancelled` is asked once a folder.
    init(
        _ path: SandboxPath, in sandbox: Sandbox, isRecursive: Bool, isCancelled: () -> Bool
    ) throws {
        let folder = try sandbox.openFolder(path)
        var pending: [[UInt8]] = []
        let names = try sandbox.explaining("listing", path) { () throws(SystemError) in
            try FolderNames(of: folder).entries
        }
        try add(names, below: [], pending: &pending, path)
        while isRecursive, let next = pending.popLast() {
            if isCancelled() { throw CancellationError() }
            do {
                let below = try folder.open(next, for: .folderWithoutLinks)
                try add(FolderNames(of: below).entries, below: next, pending: &pending, path)
            } catch is SystemError {
                unreadable += 1
            }
        }
        items.sort { $0.bytes.lexicographicallyPrecedes($1.bytes) }
    }

    private mutating func add(
        _ names: [FolderEntry], below folder: [UInt8], pending: inout [[UInt8]], _ path: SandboxPath
    ) throws(FileError) {
        for name in names {
            let bytes = folder.isEmpty ? name.bytes : folder + [UInt8(ascii: "/")] + name.bytes
            items.append(Item(bytes: bytes, kind: name.kind))
            if name.kind == .folder { pending.append(bytes) }
        }
        if items.count > Self.pathLimit {
            throw FileError(
                .tooLarge, "\(path.quoted) holds more than \(Self.pathLimit) names.",
                hint: "List a folder further down, or leave out recursive."
            )
        }
    }
}
