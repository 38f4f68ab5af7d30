// SPDX-License-Identifier: Apache-2.0

import CWorker

/// One message between the host and a worker: a header of 16 bytes and a payload.
///
/// The header: length of the payload (4 bytes), magic (2), version (1), kind (1), number of the call (8), all in the
/// byte order of the machine that both run on. The socket between them keeps messages apart, so that one that is
/// broken cannot shift those behind it, and any number of threads may read.
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
        /// The process has confined itself; nothing of the plugin is in it yet.
        case confined = 22
        /// The library is there; this is who it is.
        case loaded = 16
        /// The plugin cannot be used.
        case refused = 17
        /// `init` is done; these are its tools.
        case ready = 18
        case reply = 19
        case progress = 20
        case log = 21
        /// The plugin offers these tools in place of those before.
        case tools = 23
    }

    var kind: Kind
    /// The call it is about; zero when it is about none.
    var number: UInt64 = 0
    var payload: [UInt8] = []

    static let magic: UInt16 = 0x7468
    static let version: UInt8 = 2
    /// The longest payload that travels in the message itself, in bytes.
    ///
    /// A third of what a socket holds by default. A longer one goes beside it, as memory that can never change again,
    /// and is copied once less.
    static let messageBytes = 64 << 10

    var isLarge: Bool { payload.count > Self.messageBytes }

    var header: cw_header {
        cw_header(
            length: UInt32(clamping: payload.count), magic: Self.magic, version: Self.version,
            kind: kind.rawValue, number: number)
    }
}

/// Why a message is no frame; the text ends a sentence.
struct FrameFault: Error, Hashable {
    let reason: String
}

/// The rules that a message is held against before anything in it is used.
///
/// Pure.
struct FrameRules {
    /// The largest payload that is taken, in bytes.
    let payloadLimit: Int

    /// What the message is, by its first bytes and its size; its payload may lie in a descriptor's memory.
    func kind(
        of header: cw_header, size: Int, faults: Int32, hasDescriptor: Bool
    ) throws(FrameFault) -> Frame.Kind {
        guard size >= MemoryLayout<cw_header>.size, header.magic == Frame.magic,
            header.version == Frame.version
        else { throw FrameFault(reason: "it sent something that is no frame") }
        guard let kind = Frame.Kind(rawValue: header.kind) else {
            throw FrameFault(reason: "it sent a frame of the unknown kind \(header.kind)")
        }
        let length = Int(header.length)
        guard length <= payloadLimit else {
            throw FrameFault(reason: "it sent a frame of \(length) bytes, over the limit of \(payloadLimit)")
        }
        guard faults & CW_STRAYS == 0, hasDescriptor == (length > Frame.messageBytes) else {
            throw FrameFault(
                reason: "it sent a frame of \(length) bytes with the wrong number of descriptors")
        }
        let expected = MemoryLayout<cw_header>.size + (hasDescriptor ? 0 : length)
        guard faults & CW_CUT == 0, size == expected else {
            throw FrameFault(reason: "it sent a frame that is not as long as it says")
        }
        return kind
    }
}
