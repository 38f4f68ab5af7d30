// SPDX-License-Identifier: Apache-2.0

import Diagnostics
internal import JSON
internal import ToolKit

/// What the arguments of `fetch` ask to be sent.
enum FetchRequest {
    /// - Throws: `NetError`, or `ToolFailure` for arguments of another kind.
    static func request(_ arguments: ToolArguments) throws -> WebRequest {
        let method = WebRequest.Method(rawValue: try arguments.value("method", default: "GET")) ?? .get
        var request = WebRequest(address: try address(arguments.require("url")), method: method)
        for (name, value) in try arguments.value("headers", default: JSONObject()) {
            guard let text = value.string else {
                throw NetError(.invalidHeader, "The header \(name.prefix(60)) must be a text.")
            }
            request.headers.append(try WebRequest.Header(checking: name, text))
        }
        if let body = try arguments.optional("body", as: String.self) { try add(body, to: &request) }
        if !has("accept", request) {
            request.headers.append(WebRequest.Header(name: "Accept", value: accepted))
        }
        return request
    }

    /// Some servers keep pages as Markdown; the others send what they have.
    private static let accepted =
        "text/markdown, text/html, application/xhtml+xml, application/json;q=0.9, text/*;q=0.9, */*;q=0.8"

    private static func address(_ text: String) throws(NetError) -> WebAddress {
        var text = text[...]
        while text.first?.isWhitespace == true { text = text.dropFirst() }
        while text.last?.isWhitespace == true { text = text.dropLast() }
        if let address = WebAddress(String(text)) { return address }
        let isBare = !text.contains("://")
        throw NetError(
            .invalidURL, "\"\(String(text.prefix(200)))\" is no URL.",
            hint: isBare
                ? "Put https:// in front of it, as in https://example.com/page."
                : "Write it as https://example.com/page?name=value."
        )
    }

    private static func add(_ body: String, to request: inout WebRequest) throws(NetError) {
        guard request.method != .get, request.method != .head else {
            throw NetError(
                .invalidRequest, "\(request.method.rawValue) sends no body.",
                hint: "Use method POST, or put the values into the URL's query."
            )
        }
        guard body.utf8.count <= NetLimits.requestBytes else {
            throw NetError(
                .invalidRequest, "The body has more than \(ByteCount(NetLimits.requestBytes).text).",
                hint: "Send less."
            )
        }
        request.body = Array(body.utf8)
        if !has("content-type", request) {
            request.headers.append(WebRequest.Header(name: "Content-Type", value: mediaType(of: body)))
        }
    }

    private static func mediaType(of body: String) -> String {
        // Only to choose a name for it: what is no JSON is a form or a text.
        if (try? JSONValue(parsing: body)) != nil { return "application/json" }
        let isForm = body.contains("=") && !body.contains(where: \.isWhitespace)
        return isForm ? "application/x-www-form-urlencoded" : "text/plain; charset=utf-8"
    }

    private static func has(_ name: String, _ request: WebRequest) -> Bool {
        request.headers.contains { $0.name.lowercased() == name }
    }
}
