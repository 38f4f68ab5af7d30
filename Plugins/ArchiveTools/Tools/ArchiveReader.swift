// SPDX-License-Identifier: Apache-2.0

internal import CArchive
internal import Glibc
internal import SandboxFiles

/// The entries of an archive, one after the other.
///
/// This file and `ArchiveWriter.swift` are the only ones of the module that touch raw memory.
@safe final class ArchiveReader {
    private let handle: OpaquePointer
    /// What the archive is read from; open for as long as the handle.
    private let file: OpenFile
    private let path: SandboxPath
    /// Whether the file is an archive at all; a zip's directory shows it, else the first entry.
    private var isRecognised: Bool

    /// Starts reading `file`, which was found at `path`; `hasDirectory` when it is known to be a zip archive.
    init(_ file: consuming OpenFile, at path: SandboxPath, hasDirectory: Bool) throws(ArchiveError) {
        guard let handle = unsafe file.descriptor.withNumber({ unsafe carchive_reader_open($0) }) else {
            throw .outOfMemory
        }
        unsafe self.handle = handle
        self.file = file
        self.path = path
        isRecognised = hasDirectory
    }

    deinit {
        unsafe carchive_reader_free(handle)
    }

    /// How many bytes of the archive have been used by now.
    var consumedBytes: Int64 { unsafe carchive_reader_consumed(handle) }

    /// The next entry; nil at the end.
    func next() throws -> ArchiveEntry? {
        var raw = carchive_entry()
        switch unsafe carchive_reader_next(handle, &raw) {
        case CARCHIVE_OK: isRecognised = true
        case CARCHIVE_END: return nil
        default:
            throw isRecognised
                ? .damaged(path, message) : try ArchiveKind.refusal(of: file.descriptor, at: path)
        }
        let name = unsafe Self.filled(Self.nameBytes) { unsafe carchive_reader_name(handle, $0, $1) }
        return ArchiveEntry(
            name: name,
            kind: Self.kind(raw, name),
            permissions: raw.mode & 0o777,
            modified: raw.modified == .min ? nil : raw.modified,
            modifiedNanoseconds: min(raw.modified_nanoseconds, 999_999_999),
            size: raw.size < 0 ? nil : raw.size,
            isEncrypted: raw.is_encrypted != 0
        )
    }

    /// Unpacks the next block of the entry's contents into a new file.
    ///
    /// - Parameters:
    ///   - target: The file; it has its full length at the end.
    ///   - name: What the entry is called in messages.
    ///   - reached: How far the contents go by now, in bytes.
    /// - Returns: False at the end of the contents.
    /// - Throws: `SystemError` when the file cannot be written, `ArchiveError` when the contents cannot be read.
    func unpack(into target: borrowing Descriptor, _ name: EntryName, reached: inout Int64) throws -> Bool {
        switch target.withNumber({ unsafe carchive_reader_unpack(handle, $0, &reached) }) {
        case CARCHIVE_OK: return true
        case CARCHIVE_END: return false
        case CARCHIVE_SYSTEM: throw SystemError(number: unsafe carchive_reader_errno(handle))
        case CARCHIVE_UNSUPPORTED:
            throw ArchiveError(
                .unsupportedFormat,
                "\(name.quoted) is packed in a way that cannot be read: \(message).",
                hint: "Nothing was unpacked. Ask for an archive that is packed as usual (zip with Deflate)."
            )
        default: throw ArchiveError.damaged(path, "\(name.quoted): \(message)")
        }
    }

    /// libarchive's own words, on one line.
    private var message: String {
        let bytes = unsafe Self.filled(Self.messageBytes) { unsafe carchive_reader_message(handle, $0, $1) }
        let text = VisibleName(String(decoding: bytes, as: UTF8.self)).text
        return text.isEmpty ? "it ends too early" : text
    }

    private static let messageBytes = 400
    /// One more than any path may have, so that a longer name is seen to be one.
    private static let nameBytes = SandboxPath.pathBytes + 1

    private static func kind(_ raw: carchive_entry, _ name: [UInt8]) -> ArchiveEntry.Kind {
        if raw.is_hard_link != 0 { return .hardLink }
        return switch raw.mode & UInt32(S_IFMT) {
        case UInt32(S_IFREG): name.last == UInt8(ascii: "/") ? .folder : .file
        case UInt32(S_IFDIR): .folder
        case UInt32(S_IFLNK): .link
        case 0: name.last == UInt8(ascii: "/") ? .folder : .file
        default: .special
        }
    }

    private static func filled(
        _ capacity: Int, _ fill: (UnsafeMutablePointer<UInt8>?, Int) -> Int64
    ) -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
            unsafe count = min(capacity, max(0, Int(fill(buffer.baseAddress, capacity))))
        }
    }
}
