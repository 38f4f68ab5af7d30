// SPDX-License-Identifier: Apache-2.0

/// One part of a result; the cases are MCP's content blocks (2025-11-25).
public enum ToolContent: Sendable, Hashable {
    case text(String)
    /// An image's bytes with their media type, such as `image/png`.
    case image([UInt8], mimeType: String)
    /// A sound's bytes with their media type, such as `audio/wav`.
    case audio([UInt8], mimeType: String)
    /// A text that stands under a URI.
    case embeddedText(String, uri: String, mimeType: String?)
    /// Bytes that stand under a URI.
    case embeddedBytes([UInt8], uri: String, mimeType: String?)
    /// A pointer to something the client may fetch.
    case link(uri: String, name: String, mimeType: String?)
}

extension ToolContent: CustomStringConvertible {
    /// The text, or a short description of what is not text.
    public var description: String {
        switch self {
        case .text(let text): text
        case .image(let bytes, let mimeType): "[image: \(mimeType), \(bytes.count) bytes]"
        case .audio(let bytes, let mimeType): "[audio: \(mimeType), \(bytes.count) bytes]"
        case .embeddedText(let text, let uri, _): "[\(uri)]\n\(text)"
        case .embeddedBytes(let bytes, let uri, let mimeType):
            "[\(uri): \(mimeType ?? "application/octet-stream"), \(bytes.count) bytes]"
        case .link(let uri, let name, _): "[\(name): \(uri)]"
        }
    }
}
