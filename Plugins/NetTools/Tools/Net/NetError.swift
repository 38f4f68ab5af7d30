// SPDX-License-Identifier: Apache-2.0

internal import Diagnostics

/// Why something could not be had from the net, in words for a model.
struct NetError: UserFacingError, Hashable {
    /// What went wrong; the raw values are the stable codes.
    enum Reason: String, Sendable, Hashable, CaseIterable {
        case blockedPort = "blocked_port"
        case brokenOff = "broken_off"
        case certificate = "untrusted_certificate"
        case engineChanged = "engine_changed"
        case engineRefused = "engine_refused"
        case engineUnset = "engine_not_set_up"
        case garbled = "garbled_answer"
        case httpStatus = "http_status"
        case invalidHeader = "invalid_header"
        case invalidRequest = "invalid_request"
        case invalidSetting = "invalid_setting"
        case invalidURL = "invalid_url"
        case noConnection = "no_connection"
        case outOfMemory = "out_of_memory"
        case pastEnd = "past_end"
        case privateAddress = "private_address"
        case scheme = "unsupported_scheme"
        case timedOut = "timed_out"
        case tls = "tls_failed"
        case tooManyRedirects = "too_many_redirects"
        case unknownHost = "unknown_host"
    }

    let reason: Reason
    let message: String
    let hint: String?

    init(_ reason: Reason, _ message: String, hint: String? = nil) {
        self.reason = reason
        self.message = message
        self.hint = hint
    }

    var code: String { reason.rawValue }
}

extension NetError {
    static let outOfMemory = NetError(.outOfMemory, "There is no memory left to work on this page.")

    static func privateAddress(_ address: WebAddress, _ refused: [IPAddress]) -> NetError {
        let kinds = refused.map { "\($0.text), \($0.privacy?.rawValue ?? "a private address")" }
        let what = kinds.first.map { " (\($0))" } ?? ""
        return NetError(
            .privateAddress,
            "\(address.shownHost) is not on the public net\(what): it is not asked for anything.",
            hint: "Use a public address. Only the operator can allow private hosts, with FETCH_ALLOW_PRIVATE."
        )
    }
}
