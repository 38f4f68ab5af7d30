// SPDX-License-Identifier: Apache-2.0

import Diagnostics

/// How large an archive may be, so that a small file cannot use up the disk, the memory or the time of the host.
struct ArchiveLimits: Sendable {
    /// Entries of one archive.
    ///
    /// libarchive keeps about 300 bytes in memory for each.
    var entries = 100_000
    /// All names of one archive together, in bytes; they are kept in memory.
    var nameBytes = 16 << 20
    /// All files of one archive together when unpacked, in bytes.
    ///
    /// A disk has room for it; more is rarely meant.
    var unpackedBytes: Int64 = 8 << 30
    /// How many times its own size an archive may unpack to.
    ///
    /// Deflate, which zip and gzip use, reaches 1,032 at most, with nothing but zeros; only an archive that is
    /// made to harm, or zeros in a stronger compression, gives more.
    var ratio: Int64 = 1_100
    /// Up to this size, in bytes, the ratio does not matter: nobody is harmed.
    var harmlessBytes: Int64 = 16 << 20

    /// The refusal of an archive that unpacks to so much; nil while it is within the limits.
    func refusal(unpacked: Int64, from archiveBytes: Int64) -> ArchiveError? {
        if unpacked > unpackedBytes {
            return ArchiveError(
                .tooLarge, "The archive unpacks to more than \(ByteCount(unpackedBytes).text).",
                hint: "Nothing was unpacked. Ask for an archive of less, or of parts."
            )
        }
        if unpacked > harmlessBytes, unpacked / ratio > archiveBytes {
            return ArchiveError(
                .suspiciousRatio,
                "The archive has \(ByteCount(archiveBytes).text) but unpacks to more than \(ratio) times that, "
                    + "as archives do that are made to fill a disk.",
                hint: "Nothing was unpacked. Do not try again with this archive."
            )
        }
        return nil
    }

    func refusal(entries count: Int) -> ArchiveError? {
        guard count > entries else { return nil }
        return ArchiveError(
            .tooManyEntries, "The archive has more than \(entries) entries.",
            hint: "Nothing was unpacked. Ask for an archive of fewer files."
        )
    }
}
