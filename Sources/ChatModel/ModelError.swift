// SPDX-License-Identifier: Apache-2.0

public import Diagnostics

/// Why an upstream gave no completion.
public enum ModelError: UserFacingError, Hashable {
    /// Nothing answers there, or the connection was refused.
    case unreachable(url: String, detail: String)
    /// It answered with a failure status; `body` is at most 4 KiB of what it said.
    case refused(url: String, status: Int, body: String)
    /// It answered with something that is not a completion; `body` is at most 4 KiB of it.
    case unreadable(url: String, detail: String, body: String)
    /// It answered and then broke off.
    case truncated(url: String, detail: String)
    /// It stayed silent for longer than the limit named.
    case timedOut(url: String, limit: String, after: Duration)
    /// The request cannot be sent as it is.
    case invalidRequest(detail: String)

    /// The code in the table of errors.
    public var code: String {
        switch self {
        case .unreachable: "upstream_unreachable"
        case .refused, .unreadable: "upstream_error"
        case .truncated: "upstream_truncated"
        case .timedOut: "upstream_timeout"
        case .invalidRequest: "invalid_request"
        }
    }

    /// What failed, at which server.
    public var message: String {
        switch self {
        case .unreachable(let url, let detail): "No model server answers at \(url): \(detail)."
        case .refused(let url, let status, _): "The model server at \(url) answered with status \(status)."
        case .unreadable(let url, let detail, _):
            "The model server at \(url) answered with something that is no completion: \(detail)."
        case .truncated(let url, let detail): "The model server at \(url) broke off its answer: \(detail)."
        case .timedOut(let url, let limit, let after):
            "The model server at \(url) was silent for longer than \(limit) allows (\(after))."
        case .invalidRequest(let detail): "The request cannot be sent to a model: \(detail)."
        }
    }

    /// What the operator can do about it.
    public var hint: String? {
        switch self {
        case .unreachable: "Start LM Studio's server, or name another one with LM_STUDIO_URL or --upstream."
        case .refused(_, 401, _), .refused(_, 403, _):
            "Set LM_STUDIO_API_KEY to a key that the server accepts."
        case .refused(_, 404, _):
            "Check that the URL leads to an OpenAI-compatible server and that the model is loaded."
        case .timedOut(_, let limit, _): "Raise \(limit) if the model needs longer."
        case .refused, .unreadable, .truncated, .invalidRequest: nil
        }
    }

    /// What the server said, where it said something; at most 4 KiB.
    public var body: String? {
        switch self {
        case .refused(_, _, let body), .unreadable(_, _, let body): body.isEmpty ? nil : body
        case .unreachable, .truncated, .timedOut, .invalidRequest: nil
        }
    }
}
