// SPDX-License-Identifier: Apache-2.0

/// What a server says that a body is: `text/html; charset=utf-8`.
struct ContentType: Sendable, Hashable {
    /// In lower case, without parameters; empty when nothing was said.
    let mediaType: String
    /// The parameter `charset`, without quotes; nil when there is none.
    let charset: String?

    init(_ header: String?) {
        let parts = (header ?? "").split(separator: ";", omittingEmptySubsequences: false)
        mediaType = Self.trimmed(parts.first ?? "").lowercased()
        charset =
            parts.dropFirst().lazy.compactMap { part -> String? in
                let pair = part.split(separator: "=", maxSplits: 1)
                guard pair.count == 2, Self.trimmed(pair[0]).lowercased() == "charset" else { return nil }
                let value = Self.trimmed(pair[1]).filter { $0 != "\"" && $0 != "'" }
                return value.isEmpty ? nil : value
            }.first
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text
        while text.first?.isWhitespace == true { text = text.dropFirst() }
        while text.last?.isWhitespace == true { text = text.dropLast() }
        return String(text)
    }

    var isHTML: Bool { mediaType == "text/html" || mediaType == "application/xhtml+xml" }

    var isJSON: Bool {
        mediaType == "application/json" || mediaType == "text/json" || mediaType.hasSuffix("+json")
    }

    var isXML: Bool {
        mediaType == "application/xml" || mediaType == "text/xml" || mediaType.hasSuffix("+xml")
    }

    /// Whether the type is one of text; nil when only the bytes can tell.
    var isText: Bool? {
        if mediaType.isEmpty || mediaType == "application/octet-stream" || mediaType == "binary/octet-stream"
        {
            return nil
        }
        return mediaType.hasPrefix("text/") || isHTML || isJSON || isXML || Self.texts.contains(mediaType)
    }

    private static let texts: Set = [
        "application/ecmascript", "application/graphql", "application/javascript", "application/jsonl",
        "application/ndjson", "application/sql", "application/toml", "application/x-httpd-php",
        "application/x-javascript", "application/x-ndjson", "application/x-sh", "application/x-tex",
        "application/x-www-form-urlencoded", "application/x-yaml", "application/yaml", "message/http",
        "message/rfc822",
    ]
}
