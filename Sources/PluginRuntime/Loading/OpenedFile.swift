// SPDX-License-Identifier: Apache-2.0

import COpenAt
import Glibc

/// A file or folder that is open for reading, until this goes.
///
/// What is found out about it holds for what is read from it, whatever happens to its path meanwhile.
struct OpenedFile: ~Copyable {
    typealias Failure = FileSystem.Failure

    let descriptor: Int32
    /// As it was when it was opened.
    let entry: FileSystem.Entry

    private init(_ descriptor: Int32) throws(Failure) {
        self.descriptor = descriptor
        do {
            entry = try FileSystem.entry(of: descriptor)
        } catch {
            close(descriptor)
            throw error
        }
    }

    deinit { close(descriptor) }

    /// Opens a folder; links on the way are followed.
    static func folder(at path: String) throws(Failure) -> OpenedFile {
        let descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .last }
        return try OpenedFile(descriptor)
    }

    /// Opens a file without waiting for anything, be it no regular one; links are followed.
    static func file(at path: String) throws(Failure) -> OpenedFile {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { throw .last }
        return try OpenedFile(descriptor)
    }

    /// Makes a file that only this user may read and write.
    static func newFile(at path: String) throws(Failure) -> OpenedFile {
        let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw .last }
        return try OpenedFile(descriptor)
    }

    /// Opens a file in this folder; a link is followed as long as it stays in the folder.
    ///
    /// - Throws: `EXDEV` for a link that leads out, or that is absolute.
    func fileBeneath(_ name: String) throws(Failure) -> OpenedFile {
        let descriptor = unsafe copenat_open(self.descriptor, name, COPENAT_READ, 0)
        guard descriptor >= 0 else { throw Failure(number: -descriptor) }
        return try OpenedFile(descriptor)
    }

    /// Opens a file in this folder, wherever a link leads.
    func file(_ name: String) throws(Failure) -> OpenedFile {
        let descriptor = unsafe openat(self.descriptor, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { throw .last }
        return try OpenedFile(descriptor)
    }

    /// The names in this folder, without `.` and `..`, in the order of their bytes.
    func names() throws(Failure) -> [String] {
        // A stream closes its descriptor, and has a place of its own in the folder.
        let descriptor = unsafe openat(self.descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .last }
        guard let stream = unsafe fdopendir(descriptor) else {
            let failure = Failure.last
            close(descriptor)
            throw failure
        }
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

    /// Reads once at `offset` of the file into `buffer`; 0 at the end of the file.
    func read(into buffer: inout [UInt8], at offset: Int) throws(Failure) -> Int {
        let got = unsafe buffer.withUnsafeMutableBytes { bytes in
            unsafe copenat_read(descriptor, bytes.baseAddress, bytes.count, Int64(offset))
        }
        guard got >= 0 else { throw Failure(number: Int32(-got)) }
        return Int(got)
    }

    /// Writes all of it behind what was written before.
    func write(_ bytes: [UInt8]) throws(Failure) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { bytes in
                unsafe copenat_write(descriptor, bytes.baseAddress, bytes.count)
            }
            guard count >= 0 else { throw Failure(number: Int32(-count)) }
            rest = rest.dropFirst(Int(count))
        }
    }
}

/// The bytes of a file that is open elsewhere, for as long as it is, and which may shrink while it is read.
struct DescriptorSource: ByteSource {
    let count: Int
    private let descriptor: Int32

    init(_ file: borrowing OpenedFile) {
        descriptor = file.descriptor
        count = file.entry.size
    }

    func bytes(at offset: Int, count: Int) -> [UInt8]? {
        guard offset >= 0, count >= 0, offset <= self.count, count <= self.count - offset else { return nil }
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let got = unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe copenat_read(
                    descriptor, buffer.baseAddress?.advanced(by: filled), count - filled,
                    Int64(offset + filled))
            }
            guard got > 0 else { return nil }
            filled += Int(got)
        }
        return bytes
    }
}
