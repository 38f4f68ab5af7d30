// SPDX-License-Identifier: Apache-2.0

/// What a server answered.
struct WebResponse: Sendable {
    /// Where the answer came from, after all redirects.
    let address: WebAddress
    let status: Int
    let contentType: ContentType
    /// What the server announced, in bytes as sent; nil when it did not.
    let announcedBytes: Int?
    /// Decompressed.
    let body: [UInt8]
    /// Whether the body went on after what is there.
    let isCut: Bool
    /// Where to go instead; nil when the answer is no redirect.
    let location: String?
    /// Seconds or a date, as the server put it.
    let retryAfter: String?

    var isSuccess: Bool { (200..<300).contains(status) }

    /// The status with its usual words: `404 Not Found`.
    var statusText: String {
        Self.phrases[status].map { "\(status) \($0)" } ?? String(status)
    }

    private static let phrases = [
        202: "Accepted", 400: "Bad Request", 401: "Unauthorized", 402: "Payment Required", 403: "Forbidden",
        404: "Not Found", 405: "Method Not Allowed", 406: "Not Acceptable", 408: "Request Timeout",
        409: "Conflict", 410: "Gone", 413: "Content Too Large", 414: "URI Too Long",
        415: "Unsupported Media Type", 418: "I'm a Teapot", 422: "Unprocessable Content",
        429: "Too Many Requests", 451: "Unavailable For Legal Reasons", 500: "Internal Server Error",
        501: "Not Implemented", 502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout",
    ]
}
