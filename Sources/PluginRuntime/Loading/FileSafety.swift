// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Who may change what plugins are loaded from: root and the user the host runs as, and nobody else.
struct FileSafety {
    /// The user that the host runs as.
    let user: UInt32

    init(user: UInt32 = geteuid()) {
        self.user = user
    }

    /// What the rule says of a file or folder.
    enum Verdict: Hashable {
        case safe
        /// The group may write to it too, which many systems set up so and is only warned of.
        case groupMayWrite
        /// The reason ends a sentence; the remedy is a whole one.
        case unsafe(reason: String, remedy: String)
    }

    /// Judges what was found out of an open descriptor.
    ///
    /// - Parameters:
    ///   - entry: The file or folder.
    ///   - path: Its name, for the remedy.
    ///   - isBundled: Whether it came with the host, whose owner is trusted already.
    /// - Returns: Whether it may be used, with the reason when not.
    func verdict(on entry: FileSystem.Entry, path: String, isBundled: Bool) -> Verdict {
        if entry.mode & UInt32(S_IWOTH) != 0 {
            return .unsafe(
                reason: "everybody may write to it", remedy: "Run: chmod o-w \(path.quotedForShell)")
        }
        if !isBundled, entry.owner != 0, entry.owner != user {
            return .unsafe(
                reason: "it belongs to the user \(entry.owner), who is neither root nor the host's own",
                remedy: "Run as root: chown \(user) \(path.quotedForShell)")
        }
        return entry.mode & UInt32(S_IWGRP) != 0 ? .groupMayWrite : .safe
    }
}
