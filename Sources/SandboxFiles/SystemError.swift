// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// An errno that a file call gave, before it is known what the tool was doing.
package struct SystemError: Error, Hashable {
    package let number: Int32

    package init(number: Int32) {
        self.number = number
    }

    /// Passes a result of the C shim on, or throws the errno that a negative one stands for.
    @discardableResult
    package static func check<Value: FixedWidthInteger & SignedInteger>(
        _ result: Value
    ) throws(SystemError) -> Value {
        guard result >= 0 else { throw SystemError(number: Int32(truncatingIfNeeded: -result)) }
        return result
    }

    /// The error as a sentence about `path`, for errors that need no look at the folder.
    package func explained(_ action: String, _ path: SandboxPath) -> FileError {
        let name = path.quoted
        switch number {
        case EXDEV, ELOOP:
            return Self.leaving(path, isLoop: number == ELOOP)
        case ENOENT:
            return FileError(.notFound, "There is no \(name) here.")
        case ENOTDIR:
            return FileError(
                .notFolder, "A part of \(name) is a file, not a folder.",
                hint: "Use listFiles to see what is there."
            )
        case EISDIR:
            return FileError(.isFolder, "\(name) is a folder.", hint: "Use listFiles to see what is in it.")
        case EEXIST:
            return FileError(.exists, "\(name) exists already.", hint: "Choose another name.")
        case ENOTEMPTY:
            return FileError(.notEmpty, "The folder \(name) is not empty.")
        case EACCES, EPERM:
            return FileError(
                .permission, "The system does not permit \(action) \(name).",
                hint:
                    "Trying again does not help; work with other files, or ask for its permissions to be changed."
            )
        case EROFS:
            return FileError(
                .readOnly, "\(Self.capitalised(action)) \(name) failed: the file system is read-only."
            )
        case ENAMETOOLONG:
            return FileError(
                .nameTooLong, "The path \(name) is too long.",
                hint: "A name may have 255 bytes, a whole path \(SandboxPath.pathBytes)."
            )
        case ENOSPC, EDQUOT, EFBIG:
            return Self.full(action, name, number)
        default:
            return FileError(.system, "\(Self.capitalised(action)) \(name) failed: \(text).")
        }
    }

    private static func leaving(_ path: SandboxPath, isLoop: Bool) -> FileError {
        if isLoop {
            return FileError(
                .leavesSandbox, "\(path.quoted) leads through too many links, or a link of the system.",
                hint: "Only links that stay in the sandbox can be used."
            )
        }
        if path.climbs {
            return FileError(
                .leavesSandbox, "\(path.quoted) leads out of the sandbox.", hint: FileError.relativePaths
            )
        }
        return FileError(
            .leavesSandbox, "\(path.quoted) leads out of the sandbox through a link.",
            hint: "Only links that stay in the sandbox can be used."
        )
    }

    private static func full(_ action: String, _ name: String, _ number: Int32) -> FileError {
        let why =
            switch number {
            case ENOSPC: "the disk is full"
            case EDQUOT: "the disk quota is used up"
            default: "the file would be larger than the system allows"
            }
        return FileError(
            .diskFull, "\(capitalised(action)) \(name) failed: \(why). Nothing was changed.",
            hint: "Delete files that are no longer needed, or write less."
        )
    }

    private static func capitalised(_ action: String) -> String {
        action.prefix(1).uppercased() + action.dropFirst()
    }

    /// The system's own words.
    private var text: String {
        switch number {
        case EIO: "input/output error"
        case EMFILE, ENFILE: "too many open files"
        case ENOMEM: "out of memory"
        case ENOSYS: "this kernel lacks openat2 (Linux 5.6 or newer is needed)"
        case EAGAIN: "the folder changes too quickly"
        case EBUSY: "it is in use"
        case ETXTBSY: "it is a program that runs"
        case EINVAL: "the system refuses these names"
        default: "system error \(number)"
        }
    }
}
