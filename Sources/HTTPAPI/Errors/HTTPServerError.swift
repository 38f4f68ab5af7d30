// SPDX-License-Identifier: Apache-2.0

import Diagnostics

/// Why the server cannot listen.
package enum HTTPServerError: UserFacingError, Hashable {
    /// Another program listens there.
    case portTaken(host: String, port: Int)
    /// The system lets only root listen there.
    case notPermitted(host: String, port: Int)
    /// This machine has no such address.
    case addressUnavailable(host: String, reason: String)

    package var code: String {
        switch self {
        case .portTaken: "port_taken"
        case .notPermitted: "port_not_permitted"
        case .addressUnavailable: "address_unavailable"
        }
    }

    package var message: String {
        switch self {
        case .portTaken(let host, let port): "Port \(port) on \(host) is taken by another program."
        case .notPermitted(let host, let port): "Port \(port) on \(host) is not open to this user."
        case .addressUnavailable(let host, let reason):
            "The address \(host) cannot be listened on: \(reason)."
        }
    }

    package var hint: String? {
        switch self {
        case .portTaken: "Stop that program, or choose another port with PORT; 0 picks a free one."
        case .notPermitted: "Choose a port over 1023 with PORT."
        case .addressUnavailable: "Check HOST; localhost is the usual choice."
        }
    }
}
