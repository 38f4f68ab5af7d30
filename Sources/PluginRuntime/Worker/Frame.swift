// SPDX-License-Identifier: Apache-2.0

/// One message between the host and a worker: a header of 16 bytes and a payload.
///
/// The header: length of the payload (4 bytes), magic (2), version (1), kind (1), number of the call (8), all
/// little-endian.
struct Frame: Sendable, Hashable {
    /// What a frame says.
    enum Kind: UInt8, Sendable {
        // From the host.
        /// Load this library.
        case load = 1
        /// Run the plugin's `init`, with these folders and settings.
        case begin = 2
        case call = 3
        /// Nobody waits for the call any more.
        case cancel = 4
        /// Run the plugin's `shutdown` and end.
        case stop = 5

        // From the worker.
        /// The library is there; this is who it is.
        case loaded = 16
        /// The plugin cannot be used.
        case refused = 17
        /// `init` is done; these are its tools.
        case ready = 18
        case reply = 19
        case progress = 20
        case log = 21
    }

    var kind: Kind
    /// The call it is about; zero when it is about none.
    var number: UInt64 = 0
    var payload: [UInt8] = []

    static let headerBytes = 16
    static let magic: UInt16 = 0x7468
    static let version: UInt8 = 1

    /// The header and the payload in one piece.
    var encoded: [UInt8] {
        var writer = PayloadWriter()
        writer.number(UInt32(clamping: payload.count))
        writer.byte(UInt8(truncatingIfNeeded: Self.magic))
        writer.byte(UInt8(truncatingIfNeeded: Self.magic >> 8))
        writer.byte(Self.version)
        writer.byte(kind.rawValue)
        writer.number(number)
        writer.rest(payload)
        return writer.bytes
    }
}

/// Why bytes are no frames; the text ends a sentence.
struct FrameFault: Error, Hashable {
    let reason: String
}

/// Cuts a stream of bytes into frames.
struct FrameReader {
    /// The largest payload that is taken, in bytes.
    let payloadLimit: Int
    private var buffer: [UInt8] = []
    private var start = 0

    init(payloadLimit: Int) {
        self.payloadLimit = payloadLimit
    }

    /// Takes what was read.
    mutating func feed(_ bytes: ArraySlice<UInt8>) {
        if start > 0, start == buffer.count {
            buffer.removeAll(keepingCapacity: buffer.capacity <= Self.keptBytes)
            start = 0
        } else if start > Self.keptBytes {
            buffer.removeFirst(start)
            start = 0
        }
        buffer.append(contentsOf: bytes)
    }

    /// The next whole frame, if there is one.
    mutating func next() throws(FrameFault) -> Frame? {
        guard buffer.count - start >= Frame.headerBytes else { return nil }
        let length = Int(number(at: 0, width: 4))
        guard number(at: 4, width: 2) == Frame.magic, number(at: 6, width: 1) == Frame.version else {
            throw FrameFault(reason: "it sent something that is no frame")
        }
        guard let kind = Frame.Kind(rawValue: buffer[start + 7]) else {
            throw FrameFault(reason: "it sent a frame of the unknown kind \(buffer[start + 7])")
        }
        guard length <= payloadLimit else {
            throw FrameFault(
                reason: "it sent a frame of \(length) bytes, over the limit of \(payloadLimit)")
        }
        let end = start + Frame.headerBytes + length
        guard buffer.count >= end else { return nil }
        let frame = Frame(
            kind: kind, number: number(at: 8, width: 8),
            payload: Array(buffer[start + Frame.headerBytes..<end]))
        start = end
        return frame
    }

    /// What the buffer keeps between frames, in bytes: that of ordinary calls, not that of a large result.
    private static let keptBytes = 1 << 16

    private func number(at offset: Int, width: Int) -> UInt64 {
        var value: UInt64 = 0
        for index in (0..<width).reversed() { value = value << 8 | UInt64(buffer[start + offset + index]) }
        return value
    }
}
