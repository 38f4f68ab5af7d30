// SPDX-License-Identifier: Apache-2.0

internal import SandboxFiles

/// What a file that could not be read as an archive is by its first bytes, for the refusal.
enum ArchiveKind {
    /// Bytes at the start of a file, and what begins with them.
    private static let compressions: [(bytes: [UInt8], name: String)] = [
        ([0x1F, 0x8B], "gzip"), (Array("BZh".utf8), "bzip2"), ([0xFD, 0x37, 0x7A, 0x58, 0x5A], "xz"),
        ([0x28, 0xB5, 0x2F, 0xFD], "zstd"), ([0x04, 0x22, 0x4D, 0x18], "lz4"), (Array("LZIP".utf8), "lzip"),
        ([0x1F, 0x9D], "compress"),
    ]
    private static let archives: [(bytes: [UInt8], name: String)] = [
        ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], "7z archive"), (Array("Rar!".utf8), "RAR archive"),
        (Array("MSCF".utf8), "Windows cabinet"), (Array("xar!".utf8), "xar archive"),
        (Array("!<arch>".utf8), "ar archive or Debian package"), (Array("0707".utf8), "cpio archive"),
        ([0xED, 0xAB, 0xEE, 0xDB], "RPM package"),
    ]
    private static let sampleBytes = 512

    /// Why a file that holds neither zip nor tar cannot be unpacked.
    static func refusal(
        of file: borrowing Descriptor, at path: SandboxPath
    ) throws(FileError) -> ArchiveError {
        let sample: [UInt8]
        do {
            sample = try file.read(sampleBytes, at: 0)
        } catch {
            throw error.explained("reading", path)
        }
        if sample.isEmpty {
            return ArchiveError(
                .notAnArchive, "\(path.quoted) is empty.", hint: "Get the archive again.")
        }
        if sample.starts(with: Array("PK".utf8)) {
            return .damaged(path, "the directory of a zip archive is missing at its end")
        }
        if let known = archives.first(where: { sample.starts(with: $0.bytes) }) {
            return ArchiveError(
                .unsupportedFormat,
                "\(path.quoted) is a \(known.name); only zip and tar, compressed or not, can be unpacked.",
                hint: "Ask for a zip archive."
            )
        }
        if let known = compressions.first(where: { sample.starts(with: $0.bytes) }) {
            return ArchiveError(
                .notAnArchive,
                "\(path.quoted) is compressed with \(known.name), but what it holds is no whole tar archive.",
                hint: "Ask for a zip or tar archive."
            )
        }
        return ArchiveError(
            .notAnArchive, "\(path.quoted) is neither a zip nor a tar archive.",
            hint: "Use getFileInfo to see what kind of file it is."
        )
    }
}
