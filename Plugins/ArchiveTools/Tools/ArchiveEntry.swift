// SPDX-License-Identifier: Apache-2.0

/// What an archive says about one thing in it.
struct ArchiveEntry: Sendable, Hashable {
    /// The kinds of thing that an archive may hold.
    enum Kind: String, Sendable {
        case file
        case folder
        case link = "symbolic link"
        case hardLink = "hard link"
        case special = "device, FIFO or socket"
    }

    /// The name as its bytes stand in the archive.
    var name: [UInt8]
    var kind: Kind
    /// The nine permission bits; 0 where the archive does not say.
    var permissions: UInt32
    /// Seconds since 1970 UTC; nil where the archive does not say.
    var modified: Int64?
    var modifiedNanoseconds: UInt32 = 0
    /// In bytes; nil where the archive does not say.
    var size: Int64?
    var isEncrypted = false
}
