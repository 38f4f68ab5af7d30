// SPDX-License-Identifier: Apache-2.0

/// The bytes that files of one type begin with.
struct Signature: Sendable, Hashable {
    let mediaType: String
    let bytes: [UInt8]

    /// The type of what begins like this; nil when it is none of the common ones.
    static func mediaType(of body: [UInt8]) -> String? {
        known.first { body.starts(with: $0.bytes) }?.mediaType
    }

    private static let known = [
        Signature(mediaType: "image/png", bytes: [0x89, 0x50, 0x4E, 0x47]),
        Signature(mediaType: "image/jpeg", bytes: [0xFF, 0xD8, 0xFF]),
        Signature(mediaType: "image/gif", bytes: Array("GIF8".utf8)),
        Signature(mediaType: "application/pdf", bytes: Array("%PDF-".utf8)),
        Signature(mediaType: "application/zip", bytes: [0x50, 0x4B, 0x03, 0x04]),
        Signature(mediaType: "application/gzip", bytes: [0x1F, 0x8B]),
        Signature(mediaType: "application/zstd", bytes: [0x28, 0xB5, 0x2F, 0xFD]),
        Signature(mediaType: "video/webm", bytes: [0x1A, 0x45, 0xDF, 0xA3]),
        Signature(mediaType: "audio/ogg", bytes: Array("OggS".utf8)),
        Signature(mediaType: "application/wasm", bytes: [0x00, 0x61, 0x73, 0x6D]),
        Signature(mediaType: "application/x-executable", bytes: [0x7F, 0x45, 0x4C, 0x46]),
    ]
}
