// SPDX-License-Identifier: Apache-2.0

internal import JSON
internal import ToolKit

/// What `fetch` answers.
enum FetchAnswer {
    static func output(
        _ response: WebResponse, _ page: PageText, _ slice: TextSlice, _ format: PageFormat
    ) -> ToolOutput {
        var answer: JSONObject = [
            "url": .string(response.address.text),
            "status": JSONValue(response.status),
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
        if page.isBinary, let size = size(response) { answer["bodyBytes"] = JSONValue(size) }
        return ToolOutput(text: text(response, page, slice), structured: .object(answer))
    }

    private static func size(_ response: WebResponse) -> Int? {
        response.isCut ? response.announcedBytes : response.body.count
    }

    private static func text(_ response: WebResponse, _ page: PageText, _ slice: TextSlice) -> String {
        let address = response.address.text
        if response.body.isEmpty {
            let type = page.mediaType.isEmpty ? "" : " (\(page.mediaType))"
            return "\(address) answered \(response.statusText) without a body\(type)."
        }
        if page.isBinary {
            let bytes = size(response).map { ", \(ByteCount($0).text)" } ?? ""
            return "\(address) is no text: \(page.mediaType)\(bytes). It is not shown."
        }
        if slice.totalBytes == 0 {
            return "\(address) has no text to show; it may be made by a script, which is not run."
        }
        var closing: [String] = []
        if let next = slice.nextIndex {
            closing.append(
                "(bytes \(slice.startIndex) to \(next) of \(slice.totalBytes); continue with startIndex \(next))"
            )
        } else if page.isCut {
            closing.append("(the page goes on, but only this much of it is read)")
        }
        guard let last = closing.first else { return slice.text }
        return slice.text + (slice.text.hasSuffix("\n") ? "" : "\n") + last
    }
}
