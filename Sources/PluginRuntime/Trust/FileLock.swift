// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Keeps other processes, and other threads, from changing a file at the same time.
struct FileLock {
    private let descriptor: Int32

    /// How long others may take, in tenths of a second: they hold it for milliseconds.
    private static let attempts = 100
    private static let pauseMicroseconds: UInt32 = 100_000

    /// Waits for the lock on a file, which is made when it is not there.
    ///
    /// Blocks.
    init(path: String) throws(FileSystem.Failure) {
        let file = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw .last }
        for attempt in 1...Self.attempts {
            if flock(file, LOCK_EX | LOCK_NB) == 0 {
                descriptor = file
                return
            }
            guard errno == EWOULDBLOCK || errno == EINTR, attempt < Self.attempts else { break }
            usleep(Self.pauseMicroseconds)
        }
        let failure = FileSystem.Failure.last
        close(file)
        throw failure
    }

    /// Lets others go on; the file stays, so that all lock the same one.
    func release() {
        close(descriptor)
    }
}

extension FileSystem {
    /// Puts a file that only this user may read and write in the place of another, in one step.
    ///
    /// After a crash the file is the old or the new one. The caller holds a lock.
    static func replace(_ path: String, with bytes: [UInt8]) throws(Failure) {
        let temporary = "\(path).new"
        // What an earlier process did not finish.
        unsafe unlink(temporary)
        let file = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw .last }
        do throws(Failure) {
            defer { close(file) }
            try writeAll(bytes, to: file)
            guard fsync(file) == 0 else { throw .last }
        } catch {
            unsafe unlink(temporary)
            throw error
        }
        guard unsafe rename(temporary, path) == 0 else {
            let failure = Failure.last
            unsafe unlink(temporary)
            throw failure
        }
        let folder = unsafe open(folder(of: path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { return }
        // Some file systems cannot do this; the new file is there all the same.
        fsync(folder)
        close(folder)
    }

    private static func writeAll(_ bytes: [UInt8], to file: Int32) throws(Failure) {
        var offset = 0
        while offset < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.write(file, buffer.baseAddress?.advanced(by: offset), bytes.count - offset)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .last }
            offset += count
        }
    }
}
