// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Bytes that can be read from any place: those of a file, or of an array.
protocol ByteSource {
    /// How many there are.
    var count: Int { get }
    /// Those bytes; nil when not all of them are there.
    func bytes(at offset: Int, count: Int) -> [UInt8]?
}

extension ByteSource {
    /// The same for numbers out of a file, which may be anything.
    func bytes(at offset: UInt64, count: UInt64) -> [UInt8]? {
        guard let offset = Int(exactly: offset), let count = Int(exactly: count) else { return nil }
        return bytes(at: offset, count: count)
    }
}

/// Bytes in memory.
struct ArraySource: ByteSource {
    let bytes: [UInt8]

    var count: Int { bytes.count }

    func bytes(at offset: Int, count: Int) -> [UInt8]? {
        guard offset >= 0, count >= 0, offset <= bytes.count, count <= bytes.count - offset else {
            return nil
        }
        return Array(bytes[offset..<(offset + count)])
    }
}

/// An open file, which may shrink while it is read.
final class FileSource: ByteSource {
    let count: Int
    /// The user it belongs to.
    let owner: UInt32
    /// The bits of the rights.
    let mode: UInt32
    private let descriptor: Int32

    /// Opens a regular file.
    init(path: String) throws(FileSystem.Failure) {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard file >= 0 else { throw .last }
        var status = stat()
        guard unsafe fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            let failure = FileSystem.Failure(number: status.st_mode & S_IFMT == S_IFDIR ? EISDIR : EINVAL)
            close(file)
            throw failure
        }
        descriptor = file
        count = Int(status.st_size)
        owner = status.st_uid
        mode = status.st_mode & 0o7777
    }

    deinit {
        close(descriptor)
    }

    func bytes(at offset: Int, count: Int) -> [UInt8]? {
        guard offset >= 0, count >= 0, offset <= self.count, count <= self.count - offset else { return nil }
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let got = unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe pread(
                    descriptor, buffer.baseAddress?.advanced(by: filled), count - filled,
                    off_t(offset + filled))
            }
            if got < 0, errno == EINTR { continue }
            guard got > 0 else { return nil }
            filled += got
        }
        return bytes
    }
}

extension [UInt8] {
    /// The little-endian number of `width` bytes there; the caller knows that they are there.
    func number(at offset: Int, width: Int) -> UInt64 {
        var result: UInt64 = 0
        for index in (0..<width).reversed() {
            result = result << 8 | UInt64(self[offset + index])
        }
        return result
    }

    /// The bytes from `offset` up to a NUL; nil when there is none.
    func terminated(at offset: Int) -> ArraySlice<UInt8>? {
        guard indices.contains(offset), let end = self[offset...].firstIndex(of: 0) else { return nil }
        return self[offset..<end]
    }
}
