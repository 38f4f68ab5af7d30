// SPDX-License-Identifier: Apache-2.0

internal import SandboxFiles
internal import ToolKit

/// An archive that has been looked at and may be unpacked.
struct UnpackingSource {
    /// What the archive is, in results.
    enum Format: String {
        case zip
        case tar
    }

    let path: SandboxPath
    let format: Format
    let archiveBytes: Int64
    let reader: ArchiveReader
    /// Whether the directory lists nothing; libarchive takes such a zip archive for none.
    let isEmpty: Bool
    /// What all entries have unpacked; nil where only the end will tell.
    let unpackedBytes: Int64?

    /// Opens the archive at `path` and refuses one that can be seen not to be fit.
    init(_ path: SandboxPath, in sandbox: Sandbox, limits: ArchiveLimits, context: ToolContext) throws {
        let file = try sandbox.openFile(path)
        let directory: ZipDirectory?
        do {
            directory = try ZipDirectory(
                of: file, at: path, limits: limits, isCancelled: { context.isCancelled })
        } catch let error as SystemError {
            throw sandbox.explained(error, "reading", path)
        }
        self.path = path
        format = directory == nil ? .tar : .zip
        archiveBytes = file.status.size
        isEmpty = directory?.count == 0
        unpackedBytes = directory?.unpackedBytes
        reader = try ArchiveReader(file, at: path, hasDirectory: directory != nil)
    }

    /// How far the work has come, in bytes unpacked or, for want of their number, in bytes of the archive.
    func progress(unpacked: Int64) -> (done: Int64, total: Int64) {
        unpackedBytes.map { (unpacked, $0) } ?? (reader.consumedBytes, archiveBytes)
    }
}
