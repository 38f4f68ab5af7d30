// SPDX-License-Identifier: Apache-2.0

/// The failure that a status such as 404 becomes.
enum FetchRefusal {
    static func error(_ response: WebResponse, limits: NetLimits) -> NetError {
        var message = "\(response.address.shownHost) answered \(response.statusText)"
        let words = excerpt(response, limits)
        message += words.isEmpty ? "." : ": \(words)"
        return NetError(.httpStatus, message, hint: hint(response))
    }

    private static func excerpt(_ response: WebResponse, _ limits: NetLimits) -> String {
        // The status says what matters; the page only adds to it.
        guard let page = try? PageText(response, as: .text),
            let slice = TextSlice(of: page.text, from: 0, limit: limits.refusalBytes)
        else { return "" }
        let words = slice.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        guard !words.isEmpty else { return "" }
        return slice.nextIndex == nil ? "\"\(words)\"" : "\"\(words) …\""
    }

    private static func hint(_ response: WebResponse) -> String {
        let retry = response.retryAfter.map { " (the server says: after \(String($0.prefix(40))))" } ?? ""
        return switch response.status {
        case 401, 407: "The page needs a log-in: ask the user, or use another source."
        case 403, 451: "The server does not give this page to programs: use another source."
        case 404, 410: "Check the URL for misspellings, or look for the page with search."
        case 405: "Use another method; GET reads a page."
        case 429: "Wait before asking again\(retry), or use another source."
        case 500...:
            "The server has a problem of its own: try once more later\(retry), or use another source."
        default: "Check the request."
        }
    }
}
