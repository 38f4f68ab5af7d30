// SPDX-License-Identifier: Apache-2.0

import COpenAt
import Glibc

/// The few file operations that loading plugins needs, each with its reason for failing.
enum FileSystem {
    /// Why the system refused, in its own words.
    struct Failure: Error, Hashable {
        let number: Int32

        var reason: String {
            unsafe strerror(number).map { unsafe String(cString: $0) } ?? "error \(number)"
        }

        var isMissing: Bool { number == ENOENT || number == ENOTDIR }

        static var last: Failure { Failure(number: errno) }
    }

    /// What a path leads to, and which version of it.
    struct Entry: Hashable, Sendable {
        enum Kind: Hashable, Sendable { case file, folder, other }

        let kind: Kind
        let device: UInt64
        let inode: UInt64
        let size: Int
        let modifiedSeconds: Int
        let modifiedNanoseconds: Int
        /// When contents, owner or rights changed last, which nobody but the system can set.
        var changedSeconds = 0
        var changedNanoseconds = 0
        var links = 1
        var owner: UInt32 = 0
        /// The bits of the rights.
        var mode: UInt32 = 0

        /// Whether the file system's clock would show a change since: within its steps it would not.
        var isSettled: Bool { secondsNow - changedSeconds > Self.clockSteps }

        /// The longest step in which file systems count time, in seconds.
        private static let clockSteps = 2
    }

    /// Follows links.
    static func entry(at path: String) throws(Failure) -> Entry {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { throw .last }
        return Entry(status)
    }

    /// What an open descriptor leads to.
    static func entry(of descriptor: Int32) throws(Failure) -> Entry {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw .last }
        return Entry(status)
    }

    /// Where an open file or folder is now, without links; nil where /proc does not tell, or when it has no name any more.
    static func path(of descriptor: Int32) -> String? {
        var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = unsafe buffer.withUnsafeMutableBytes { bytes in
            unsafe copenat_read_link(AT_FDCWD, "/proc/self/fd/\(descriptor)", bytes.baseAddress, bytes.count)
        }
        guard count > 0, count < buffer.count, buffer[0] == UInt8(ascii: "/") else { return nil }
        return String(validating: buffer[..<Int(count)], as: UTF8.self)
    }

    /// The time that the times of files are in, in seconds.
    static var secondsNow: Int {
        var now = timespec()
        _ = unsafe clock_gettime(CLOCK_REALTIME, &now)
        return now.tv_sec
    }

    /// Makes a folder and those above it, for the user alone; one that is there already is left as it is.
    static func makeFolder(at path: String) throws(Failure) {
        if unsafe mkdir(path, 0o700) == 0 { return }
        switch errno {
        case EEXIST:
            guard try entry(at: path).kind == .folder else { throw Failure(number: ENOTDIR) }
        case ENOENT:
            guard let parent = parent(of: path) else { throw Failure(number: ENOENT) }
            try makeFolder(at: parent)
            guard unsafe mkdir(path, 0o700) == 0 || errno == EEXIST else { throw .last }
        default:
            throw .last
        }
    }

    /// Gives a folder another name in its file system, unless there is something of that name; false then, as when the
    /// system refuses.
    static func renameFolder(_ path: String, to new: String) -> Bool {
        unsafe copenat_rename(AT_FDCWD, path, AT_FDCWD, new, 0) == 0
    }

    /// Removes a folder with all that is in it; what cannot be removed stays.
    static func removeTree(at path: String) {
        _ = unsafe copenat_remove_tree(path)
    }

    /// The path without links, `.` and `..`.
    static func absolute(_ path: String) throws(Failure) -> String {
        guard let resolved = unsafe realpath(path, nil) else { throw .last }
        defer { unsafe free(resolved) }
        return unsafe String(cString: resolved)
    }

    /// The path before the last slash; nil for the root and for a bare name.
    static func parent(of path: String) -> String? {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return nil }
        if slash == path.startIndex { return path.utf8.count > 1 ? "/" : nil }
        return String(path[..<slash])
    }
}

extension FileSystem.Entry {
    init(_ status: stat) {
        let kind: Kind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .folder
            default: .other
            }
        self.init(
            kind: kind, device: UInt64(status.st_dev), inode: UInt64(status.st_ino),
            size: Int(status.st_size), modifiedSeconds: status.st_mtim.tv_sec,
            modifiedNanoseconds: status.st_mtim.tv_nsec, changedSeconds: status.st_ctim.tv_sec,
            changedNanoseconds: status.st_ctim.tv_nsec, links: Int(status.st_nlink),
            owner: status.st_uid, mode: status.st_mode & 0o7777)
    }
}
