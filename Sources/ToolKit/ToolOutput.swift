// SPDX-License-Identifier: Apache-2.0

public import JSON

/// What a tool answers: parts for a model and a person, and data for programs.
public struct ToolOutput: Sendable, Hashable {
    /// One part of an answer, as in MCP's content blocks (2025-11-25).
    public enum Part: Sendable, Hashable {
        case text(String)
        /// Bytes with their media type: an image (`image/png`), a sound (`audio/wav`) or anything else.
        case bytes([UInt8], mediaType: String)
        /// A text that stands under a URI.
        case embeddedText(String, uri: String, mediaType: String?)
        /// Bytes that stand under a URI.
        case embeddedBytes([UInt8], uri: String, mediaType: String?)
        /// A pointer to something the client may fetch.
        case link(uri: String, name: String, mediaType: String?)
    }

    /// The answer in parts.
    ///
    /// May be empty when `structured` is there, whose JSON is shown instead.
    public var parts: [Part]
    /// The answer as data, following the tool's output schema.
    public var structured: JSONValue?

    /// An answer in parts, in the order in which they are shown.
    public init(parts: [Part], structured: JSONValue? = nil) {
        self.parts = parts
        self.structured = structured
    }

    /// An answer that is one text.
    public init(text: String, structured: JSONValue? = nil) {
        self.init(parts: [.text(text)], structured: structured)
    }

    /// An answer that is data alone.
    public init(structured: JSONValue) {
        self.init(parts: [], structured: structured)
    }

    /// The text parts, joined by line ends; the structured answer's JSON when there are no parts at all.
    public var text: String {
        if parts.isEmpty, let structured { return structured.jsonText() }
        return parts.compactMap { part in
            if case .text(let text) = part { text } else { nil }
        }.joined(separator: "\n")
    }
}

extension ToolOutput: ExpressibleByStringInterpolation {
    /// An answer that is one text.
    public init(stringLiteral text: String) {
        self.init(text: text)
    }
}
