// SPDX-License-Identifier: Apache-2.0

package import HTTPTypes
package import JSON

/// An answer that says why there is none: `{"error":"sentence","code":"stable_snake_case","details":{…},"requestId":"…"}`.
package struct HTTPFailure: Error, Sendable, Hashable {
    package var status: HTTPResponse.Status
    /// A stable name in snake_case, from the documented table.
    package var code: String
    /// One sentence, with what to do about it where something can be done.
    package var message: String
    package var details: JSONObject
    package var headers: HTTPFields

    package init(
        _ status: HTTPResponse.Status, code: String, _ message: String, details: JSONObject = [:],
        headers: HTTPFields = [:]
    ) {
        self.status = status
        self.code = code
        self.message = message
        self.details = details
        self.headers = headers
    }

    /// The body; `requestID` is left out where there is no request, as on the command line.
    package func json(requestID: String?) -> JSONValue {
        var members: JSONObject = ["error": .string(message), "code": .string(code)]
        if !details.isEmpty { members["details"] = .object(details) }
        if let requestID { members["requestId"] = .string(requestID) }
        return .object(members)
    }
}

// MARK: - What HTTP itself gets wrong

extension HTTPFailure {
    static func notFound(_ path: String) -> HTTPFailure {
        HTTPFailure(.notFound, code: "not_found", "There is nothing at \(path.prefix(256)).")
    }

    static func methodNotAllowed(_ method: HTTPRequest.Method, allowed: [HTTPRequest.Method]) -> HTTPFailure {
        let names = allowed.map(\.rawValue).sorted().joined(separator: ", ")
        return HTTPFailure(
            .methodNotAllowed, code: "method_not_allowed",
            "The method \(method.rawValue.prefix(32)) is not for this path; use \(names).",
            details: ["allowed": .array(allowed.map(\.rawValue).sorted().map(JSONValue.string))],
            headers: [.allow: names])
    }

    static func tooLarge(limit: Int) -> HTTPFailure {
        HTTPFailure(
            .contentTooLarge, code: "too_large",
            "The body is larger than \(limit) bytes, the limit bodyBytes.",
            details: ["limit": "bodyBytes", "bytes": JSONValue(limit)])
    }

    static func notJSON(_ contentType: String?) -> HTTPFailure {
        let given = contentType.map { "not \($0.prefix(128))" } ?? "and the request names none"
        return HTTPFailure(
            .unsupportedMediaType, code: "not_json", "The Content-Type must be application/json, \(given).")
    }

    static let unauthorized = HTTPFailure(
        .unauthorized, code: "unauthorized", "Send the key of this host as Authorization: Bearer KEY.",
        headers: [.wwwAuthenticate: "Bearer"])

    static func forbiddenHost(_ reason: String) -> HTTPFailure {
        HTTPFailure(.forbidden, code: "forbidden_host", reason)
    }

    static func invalidRequest(_ message: String, at pointer: JSONPointer) -> HTTPFailure {
        HTTPFailure(
            .badRequest, code: "invalid_request", message, details: ["pointer": .string(pointer.description)])
    }

    static let shuttingDown = HTTPFailure(
        .serviceUnavailable, code: "shutting_down", "The host is ending and takes no more requests.")

    /// What a client hears of a fault that is none of its business; the log has the rest under the request's id.
    static let `internal` = HTTPFailure(
        .internalServerError, code: "internal",
        "Something failed inside the host; its log has more under this request's id.")
}
