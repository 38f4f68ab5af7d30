// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Bytes on their way into a socket that does not always take them.
struct Outbox {
    /// What may wait, in bytes: the arguments of a good number of large calls.
    static let limitBytes = 64 << 20

    private var pieces: [[UInt8]] = []
    /// How much of the first piece is written.
    private var offset = 0
    private var byteCount = 0

    /// Adds a piece; false when there is no room.
    ///
    /// A first piece always has room.
    mutating func append(_ piece: [UInt8]) -> Bool {
        guard pieces.isEmpty || piece.count <= Self.limitBytes - byteCount else { return false }
        pieces.append(piece)
        byteCount += piece.count
        return true
    }

    /// Writes what the socket takes now; true when nothing is left, be it that nobody reads any more.
    mutating func write(to socket: Int32) -> Bool {
        while let piece = pieces.first {
            let count = unsafe piece.withUnsafeBytes { bytes in
                unsafe send(
                    socket, bytes.baseAddress?.advanced(by: offset), bytes.count - offset,
                    Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
            }
            guard count >= 0 else {
                if errno == EINTR { continue }
                if errno == EAGAIN { return false }
                self = Outbox()
                return true
            }
            offset += count
            byteCount -= count
            if offset == piece.count {
                pieces.removeFirst()
                offset = 0
            }
        }
        return true
    }
}
