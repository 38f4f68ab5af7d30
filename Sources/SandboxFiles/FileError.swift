// SPDX-License-Identifier: Apache-2.0

internal import Diagnostics

/// Why a file tool could not do what it was asked, in words for a model.
package struct FileError: UserFacingError, Hashable {
    /// What went wrong; the raw values are the stable codes.
    package enum Reason: String, Sendable, Hashable, CaseIterable {
        case absolutePath = "absolute_path"
        case binaryFile = "binary_file"
        case diskFull = "disk_full"
        case exists = "already_exists"
        case invalidPath = "invalid_path"
        case invalidPattern = "invalid_pattern"
        case isFolder = "is_a_folder"
        case leavesSandbox = "leaves_sandbox"
        case nameTooLong = "name_too_long"
        case notEmpty = "not_empty"
        case notFolder = "not_a_folder"
        case notFound = "not_found"
        case notRegular = "not_a_regular_file"
        case permission = "permission_denied"
        case pastEnd = "past_end"
        case readOnly = "read_only"
        case sandboxMissing = "sandbox_unavailable"
        case system = "system_error"
        case tooLarge = "too_large"
    }

    package let reason: Reason
    package let message: String
    package let hint: String?

    package init(_ reason: Reason, _ message: String, hint: String? = nil) {
        self.reason = reason
        self.message = message
        self.hint = hint
    }

    package var code: String { reason.rawValue }
}

extension FileError {
    /// A sentence that ends every refusal of a path from outside.
    package static let relativePaths =
        "Paths are relative to the sandbox, such as notes/today.txt; \".\" is the sandbox itself."

    /// The text of an error for a model: the message and what to do next.
    package var text: String { description }
}
