// SPDX-License-Identifier: Apache-2.0

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
    struct Entry: Hashable {
        enum Kind: Hashable { case file, folder, other }

        let kind: Kind
        let device: UInt64
        let inode: UInt64
        let size: Int
        let modifiedSeconds: Int
        let modifiedNanoseconds: Int
    }

    /// Follows links.
    static func entry(at path: String) throws(Failure) -> Entry {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { throw .last }
        let kind: Entry.Kind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .folder
            default: .other
            }
        return Entry(
            kind: kind, device: UInt64(status.st_dev), inode: UInt64(status.st_ino),
            size: Int(status.st_size),
            modifiedSeconds: status.st_mtim.tv_sec, modifiedNanoseconds: status.st_mtim.tv_nsec)
    }

    /// The names in a folder, without `.` and `..`, in the order of their bytes.
    static func names(in folder: String) throws(Failure) -> [String] {
        guard let stream = unsafe opendir(folder) else { throw .last }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
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

    /// The path without links, `.` and `..`.
    static func absolute(_ path: String) throws(Failure) -> String {
        guard let resolved = unsafe realpath(path, nil) else { throw .last }
        defer { unsafe free(resolved) }
        return unsafe String(cString: resolved)
    }

    private static func parent(of path: String) -> String? {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")), slash > path.startIndex else {
            return nil
        }
        return String(path[..<slash])
    }
}
