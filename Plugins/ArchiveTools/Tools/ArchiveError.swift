// SPDX-License-Identifier: Apache-2.0

internal import Diagnostics
internal import SandboxFiles

/// Why an archive could not be packed or unpacked, in words for a model.
struct ArchiveError: UserFacingError, Hashable {
    /// What went wrong; the raw values are the stable codes.
    enum Reason: String, Sendable, Hashable, CaseIterable {
        case damaged = "damaged_archive"
        case duplicateName = "duplicate_name"
        case encrypted = "encrypted_archive"
        case exists = "already_exists"
        case fileChanged = "file_changed"
        case noMatch = "not_found"
        case notAnArchive = "not_an_archive"
        case outOfMemory = "out_of_memory"
        case overlappingEntries = "overlapping_entries"
        case suspiciousRatio = "suspicious_ratio"
        case tooLarge = "too_large"
        case tooManyEntries = "too_many_entries"
        case unsafeEntry = "unsafe_entry"
        case unsafeName = "unsafe_name"
        case unsupportedFormat = "unsupported_format"
    }

    let reason: Reason
    let message: String
    let hint: String?

    init(_ reason: Reason, _ message: String, hint: String? = nil) {
        self.reason = reason
        self.message = message
        self.hint = hint
    }

    var code: String { reason.rawValue }
}

extension ArchiveError {
    /// The text of an error for a model: the message and what to do next.
    var text: String { description }

    static func damaged(_ archive: SandboxPath, _ why: String) -> ArchiveError {
        ArchiveError(
            .damaged, "\(archive.quoted) is damaged or cut off: \(why).",
            hint: "Nothing was unpacked. Get the archive again."
        )
    }

    static func encrypted(_ archive: SandboxPath) -> ArchiveError {
        ArchiveError(
            .encrypted, "\(archive.quoted) is encrypted with a password.",
            hint: "Nothing was unpacked. Ask for an archive without a password."
        )
    }

    static let outOfMemory = ArchiveError(.outOfMemory, "There is no memory left to work on an archive.")
}
