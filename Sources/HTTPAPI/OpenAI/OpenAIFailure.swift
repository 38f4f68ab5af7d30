// SPDX-License-Identifier: Apache-2.0

import ChatModel
import HTTPTypes
import JSON
import OpenAICoding

/// A failure as clients of OpenAI's API read it: `{"error":{"message":…,"type":…,"param":…,"code":…}}`.
struct OpenAIFailure {
    private(set) var status: HTTPResponse.Status
    private(set) var error: OpenAIError
    let headers: HTTPFields

    /// The host's own failure in OpenAI's words.
    init(describing failure: HTTPFailure) {
        status = failure.status
        headers = failure.headers
        error = OpenAIError(
            message: failure.message, type: Self.type(of: failure.status),
            param: failure.details["pointer"]?.string.flatMap(Self.parameter), code: failure.code)
    }

    /// The upstream's failure; what it said of the caller's request is handed on under its own status.
    init(describing error: ModelError) {
        let failure = HTTPFailure(error)
        self.init(describing: failure)
        guard case .refused(_, let status, let body) = error else { return }
        let told = Self.error(in: body)
        if Self.callersFaults.contains(status) {
            self.status = HTTPResponse.Status(code: status)
            self.error = told ?? self.error
            // `error` is what it is called when the upstream gave a sentence and nothing else.
            let isVague = told == nil || told?.type == "error"
            if isVague { self.error.type = Self.type(of: self.status) }
        } else if status >= 500, let told {
            self.error.message = "\(failure.message) It says: \(told.message)"
        }
    }

    /// A failure within a stream, whose status has been sent.
    init(_ failure: ChatFailure) {
        status = .badGateway
        headers = [:]
        error = OpenAIError(message: failure.message, type: Self.type(of: status), code: failure.code)
    }

    /// Statuses by which an upstream blames the request.
    ///
    /// Not 401 and 403: the key that it refuses is the host's, not the caller's.
    private static let callersFaults: Set<Int> = [400, 404, 409, 413, 415, 422, 429]

    /// What an upstream says in OpenAI's shape, or in a like one.
    private static func error(in body: String) -> OpenAIError? {
        do {
            return OpenAIError(openAI: try UpstreamJSON.value(of: Array(body.utf8)))
        } catch {
            // Not JSON, or cut: the sentence about the status has to do.
            return nil
        }
    }

    private static func type(of status: HTTPResponse.Status) -> String {
        switch status {
        case .tooManyRequests: "rate_limit_error"
        case .unauthorized: "authentication_error"
        case .forbidden: "permission_error"
        default: status.kind == .clientError ? "invalid_request_error" : "server_error"
        }
    }

    /// A JSON Pointer as OpenAI writes it: `messages[0].role`; nil for the whole body.
    private static func parameter(_ pointer: String) -> String? {
        var name = ""
        for token in pointer.split(separator: "/") {
            let isIndex = token.allSatisfy(\.isNumber)
            name += isIndex ? "[\(token)]" : name.isEmpty ? "\(token)" : ".\(token)"
        }
        return name.isEmpty ? nil : name
    }
}
