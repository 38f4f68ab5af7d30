// SPDX-License-Identifier: Apache-2.0

internal import SandboxFiles

/// A piece of a file that moves forwards, read as little-endian numbers.
struct ByteWindow {
    /// Where in the file the window begins.
    private(set) var position: Int64
    private var buffer: [UInt8]
    private var start = 0

    /// One read brings so much, in bytes: a few thousand directory entries.
    private static let pieceBytes = 256 << 10

    init(at position: Int64, bytes: [UInt8] = []) {
        self.position = position
        buffer = bytes
    }

    /// How many bytes are there to look at.
    var count: Int { buffer.count - start }

    /// Makes sure that the window has so many bytes; false when the file ends before.
    mutating func fill(_ needed: Int, from file: borrowing Descriptor) throws(SystemError) -> Bool {
        guard count < needed else { return true }
        buffer.removeFirst(start)
        start = 0
        buffer += try file.read(max(Self.pieceBytes, needed), at: position + Int64(buffer.count))
        return count >= needed
    }

    /// Leaves the first bytes behind; the window has at least so many.
    mutating func advance(by count: Int) {
        start += count
        position += Int64(count)
    }

    func bytes(at offset: Int, count: Int) -> [UInt8] {
        Array(buffer[(start + offset)..<(start + offset + count)])
    }

    func unsigned16(at offset: Int) -> UInt16 {
        UInt16(buffer[start + offset]) | UInt16(buffer[start + offset + 1]) << 8
    }

    func unsigned32(at offset: Int) -> UInt32 {
        UInt32(unsigned16(at: offset)) | UInt32(unsigned16(at: offset + 2)) << 16
    }

    /// A number that is negative when it is too large for any file.
    func signed64(at offset: Int) -> Int64 {
        Int64(unsigned32(at: offset)) | Int64(bitPattern: UInt64(unsigned32(at: offset + 4)) << 32)
    }

    /// The offset of the last record with that signature whose comment, a length in its last two bytes, fits.
    func lastEndRecord(_ signature: UInt32, _ length: Int) -> Int? {
        var offset = count - length
        while offset >= 0 {
            if unsigned32(at: offset) == signature,
                offset + length + Int(unsigned16(at: offset + length - 2)) <= count
            {
                return offset
            }
            offset -= 1
        }
        return nil
    }
}
