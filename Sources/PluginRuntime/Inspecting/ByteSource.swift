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

/// A regular file, open as long as this is there.
final class FileSource: ByteSource {
    private let file: OpenedFile

    /// Opens a regular file.
    init(path: String) throws(FileSystem.Failure) {
        let file = try OpenedFile.file(at: path)
        guard file.entry.kind == .file else {
            throw FileSystem.Failure(number: file.entry.kind == .folder ? EISDIR : EINVAL)
        }
        self.file = file
    }

    var count: Int { file.entry.size }
    /// The user it belongs to.
    var owner: UInt32 { file.entry.owner }
    /// The bits of the rights.
    var mode: UInt32 { file.entry.mode }

    func bytes(at offset: Int, count: Int) -> [UInt8]? {
        DescriptorSource(file).bytes(at: offset, count: count)
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
