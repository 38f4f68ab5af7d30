// SPDX-License-Identifier: Apache-2.0

import Diagnostics
internal import JSON
internal import ToolKit

/// What `fetch` answers.
enum FetchAnswer {
    static func output(_ found: FetchedPage, _ slice: TextSlice, _ format: PageFormat) -> ToolOutput {
        let page = found.page
        var answer: JSONObject = [
            "url": .string(found.address.text),
            "status": JSONValue(found.status),
            "mediaType": .string(page.mediaType),
            "format": .string(format.rawValue),
            "content": .string(slice.text),
            "startIndex": JSONValue(slice.startIndex),
            "totalBytes": JSONValue(slice.totalBytes),
            "binary": .bool(page.isBinary),
            "truncated": .bool(page.isCut && !page.isBinary),
        ]
        if let charset = page.charset { answer["charset"] = .string(charset) }
        if let title = page.title { answer["title"] = .string(title) }
        if let next = slice.nextIndex { answer["nextIndex"] = JSONValue(next) }
        if page.isBinary, let size = found.bodyBytes { answer["bodyBytes"] = JSONValue(size) }
        return ToolOutput(text: text(found, slice), structured: .object(answer))
    }

    private static func text(_ found: FetchedPage, _ slice: TextSlice) -> String {
        let page = found.page
        let address = found.address.text
        if found.isEmpty {
            let type = page.mediaType.isEmpty ? "" : " (\(page.mediaType))"
            return "\(address) answered \(found.statusText) without a body\(type)."
        }
        if page.isBinary {
            let bytes = found.bodyBytes.map { ", \(ByteCount($0).text)" } ?? ""
            return "\(address) is no text: \(page.mediaType)\(bytes). It is not shown."
        }
        if slice.totalBytes == 0 {
            return "\(address) has no text to show; it may be made by a script, which is not run."
        }
        let closing: String
        if let next = slice.nextIndex {
            closing =
                "(bytes \(slice.startIndex) to \(next) of \(slice.totalBytes); continue with startIndex \(next))"
        } else if page.isCut {
            closing = "(the page goes on, but only this much of it is read)"
        } else {
            return slice.text
        }
        return slice.text + (slice.text.hasSuffix("\n") ? "" : "\n") + closing
    }
}
