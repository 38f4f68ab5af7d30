// SPDX-License-Identifier: Apache-2.0

import ChatModel
import Glibc
import NIOCore
import NIOPosix
import NIOSSL

extension ModelError {
    /// What a fault before the answer means.
    init(_ fault: UpstreamExchange.Fault, url: String) {
        switch fault {
        case .timedOut(let limit, let after):
            self = .timedOut(url: url, limit: limit, after: after)
        case .cancelled:
            self = .truncated(url: url, detail: "the request was dropped")
        case .closed:
            self = .unreachable(url: url, detail: "it closed the connection without an answer")
        case .connection(let error):
            self.init(connection: error, url: url)
        }
    }

    /// What a fault within a body that comes in one piece means.
    init(withinBody fault: UpstreamExchange.Fault, url: String) {
        switch fault {
        case .connection, .closed: self = .truncated(url: url, detail: "the connection closed")
        case .timedOut, .cancelled: self.init(fault, url: url)
        }
    }

    private init(connection error: any Error, url: String) {
        switch error {
        case let error as NIOConnectionError:
            self = .unreachable(url: url, detail: Self.detail(of: error))
        case let error as IOError:
            self = .unreachable(url: url, detail: Self.detail(of: error))
        case ChannelError.connectTimeout:
            self = .unreachable(url: url, detail: "no connection came about in time")
        case is NIOSSLError:
            let detail =
                "no secure connection came about; it may not speak HTTPS, or its certificate is not trusted"
            self = .unreachable(url: url, detail: detail)
        case is ResponseReader.Fault:
            self = .unreadable(url: url, detail: "it does not speak HTTP", body: "")
        default:
            self = .unreachable(url: url, detail: "the connection failed (\(type(of: error)))")
        }
    }

    private static func detail(of error: NIOConnectionError) -> String {
        if let failure = error.connectionErrors.last {
            guard let cause = failure.error as? IOError else { return "the connection failed" }
            return detail(of: cause)
        }
        return "the host name \(error.host) has no address"
    }

    private static func detail(of error: IOError) -> String {
        switch error.errnoCode {
        case ECONNREFUSED: "the connection was refused"
        case ECONNRESET, EPIPE: "it reset the connection without an answer"
        case ENETUNREACH, EHOSTUNREACH: "there is no route to it"
        case ETIMEDOUT: "no connection came about in time"
        case let code: "the connection failed (errno \(code))"
        }
    }

    /// Whether another attempt may fare better.
    var isTransient: Bool {
        switch self {
        case .unreachable: true
        case .refused(_, let status, _): status == 429 || status >= 500
        case .unreadable, .truncated, .timedOut, .invalidRequest: false
        }
    }
}
