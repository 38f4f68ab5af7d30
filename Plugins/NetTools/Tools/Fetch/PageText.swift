// SPDX-License-Identifier: Apache-2.0

internal import JSON

/// The text that a response is shown as.
struct PageText: Sendable, Hashable {
    /// Empty for what is no text.
    var text: String
    /// A page's own title; nil when it has none.
    var title: String?
    /// In the Encoding standard's words; nil for what is no text.
    var charset: String?
    /// What the server said that it is, or what it looks like.
    var mediaType: String
    /// Whether there was more than is read.
    var isCut: Bool

    var isBinary: Bool { charset == nil }

    /// - Throws: `NetError` when memory is short.
    init(_ response: WebResponse, as format: PageFormat) throws(NetError) {
        let body = response.body
        let type = response.contentType
        isCut = response.isCut
        mediaType = type.mediaType
        text = ""
        guard Self.isText(body, type) else {
            mediaType =
                Signature.mediaType(of: body)
                ?? (type.mediaType.isEmpty ? "application/octet-stream" : type.mediaType)
            return
        }
        let charset = Charset(of: body, type)
        self.charset = charset.name
        text = charset.decode(body)
        if type.mediaType.isEmpty { mediaType = Self.looksLikeHTML(text) ? "text/html" : "text/plain" }
        guard format != .raw else { return }
        if type.isHTML || mediaType == "text/html" {
            let document = try HTMLDocument(text)
            let page = HTMLPage(document, base: response.address, format: format)
            text = page.text
            title = page.title
            isCut = isCut || document.isCut
        } else if type.isJSON || Self.looksLikeJSON(text, type) {
            text = Self.indented(text) ?? text
        }
    }

    private static func isText(_ body: [UInt8], _ type: ContentType) -> Bool {
        if type.isText == false { return false }
        if Charset.mark(body) != nil { return true }
        let isWide = type.charset.flatMap(Charset.init(label:))?.name.hasPrefix("utf-16") ?? false
        let sample = body.prefix(sampleBytes)
        if sample.contains(0), !isWide { return false }
        return type.isText == true || Charset.isUTF8(Array(sample))
    }

    /// How much is looked at to tell text from bytes, in bytes.
    private static let sampleBytes = 4 << 10

    private static func looksLikeHTML(_ text: String) -> Bool {
        let start = text.drop(while: \.isWhitespace).prefix(200).lowercased()
        return start.hasPrefix("<!doctype html") || start.hasPrefix("<html") || start.contains("<head")
    }

    private static func looksLikeJSON(_ text: String, _ type: ContentType) -> Bool {
        guard type.mediaType.isEmpty || type.mediaType == "text/plain" || type.isText == nil else {
            return false
        }
        return ["{", "["].contains(text.first { !$0.isWhitespace })
    }

    /// JSON with a member a line, digit for digit; nil for what is no JSON, or would lose members of one name.
    private static func indented(_ text: String) -> String? {
        // What cannot be read is shown as it came: the model sees what is wrong with it.
        (try? JSONValue(parsing: text, duplicateKeys: .refused))?.jsonText(.pretty)
    }
}
