// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import SandboxFiles

extension SystemError {
    /// Nothing has the name.
    var isMissing: Bool { number == ENOENT }
    /// Something has the name already.
    var isTaken: Bool { number == EEXIST }
    /// Something that should be a folder is none.
    var isNoFolder: Bool { number == ENOTDIR || number == ELOOP }
    /// The object is one that cannot be opened for its contents, such as a socket.
    var isNoFile: Bool { number == ENXIO || number == EISDIR }

    var isDiskFull: Bool { [ENOSPC, EDQUOT, EFBIG].contains(number) }

    static let diskFull = SystemError(number: ENOSPC)
}
