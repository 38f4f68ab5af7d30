// SPDX-License-Identifier: Apache-2.0

internal import CArchive
internal import SandboxFiles

/// A zip archive that is being written into an open file.
@safe final class ArchiveWriter {
    private let handle: OpaquePointer

    /// Starts an archive in `file`, which must stay open for as long as the writer is used.
    init(_ file: borrowing Descriptor) throws(ArchiveError) {
        guard let handle = unsafe file.withNumber({ unsafe carchive_writer_open($0) }) else {
            throw .outOfMemory
        }
        unsafe self.handle = handle
    }

    deinit {
        unsafe carchive_writer_free(handle)
    }

    /// Begins an entry; for a link, with what it says.
    func begin(_ status: FileStatus, name: [UInt8], target: [UInt8]? = nil) throws(SystemError) {
        var raw = carchive_entry(
            mode: status.mode, modified_nanoseconds: 0, modified: status.modified.seconds,
            size: status.kind == .file ? status.size : 0, is_hard_link: 0, is_encrypted: 0
        )
        let outcome = unsafe Self.withText(name) { name in
            unsafe Self.withText(target) { unsafe carchive_writer_begin(handle, &raw, name, $0) }
        }
        try check(outcome)
    }

    /// Adds the next bytes of a file, from its current position; returns how many, 0 at the end.
    func pack(_ source: borrowing Descriptor) throws(SystemError) -> Int64 {
        var count: Int64 = 0
        let outcome = source.withNumber { unsafe carchive_writer_pack(handle, $0, &count) }
        if outcome == CARCHIVE_END { return 0 }
        try check(outcome)
        return count
    }

    /// Writes the directory, which makes the file an archive.
    func finish() throws(SystemError) {
        try check(unsafe carchive_writer_finish(handle))
    }

    private func check(_ outcome: carchive_outcome) throws(SystemError) {
        guard outcome == CARCHIVE_OK else {
            throw SystemError(number: unsafe carchive_writer_errno(handle))
        }
    }

    private static func withText<Result>(
        _ text: [UInt8]?, _ body: (UnsafePointer<CChar>?) -> Result
    ) -> Result {
        guard let text else { return body(nil) }
        return unsafe (text.map(CChar.init(bitPattern:)) + [0]).withUnsafeBufferPointer {
            unsafe body($0.baseAddress)
        }
    }
}
