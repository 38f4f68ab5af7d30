// SPDX-License-Identifier: Apache-2.0

import Diagnostics

/// Why the model server does not start.
package enum ModelServerError: UserFacingError, Hashable {
    case portTaken(host: String, port: Int)
    case cannotListen(host: String, port: Int, detail: String)
    /// A line of the script, from 1 on, that cannot be played.
    case scriptLine(Int, detail: String)
    case scriptEmpty

    package var code: String {
        switch self {
        case .portTaken: "port_taken"
        case .cannotListen: "cannot_listen"
        case .scriptLine, .scriptEmpty: "script_invalid"
        }
    }

    package var message: String {
        switch self {
        case .portTaken(let host, let port): "Port \(port) of \(host) is taken."
        case .cannotListen(let host, let port, let detail):
            "Cannot listen on port \(port) of \(host): \(detail)."
        case .scriptLine(let line, let detail): "Line \(line) of the script \(detail)."
        case .scriptEmpty: "The script has no line to play."
        }
    }

    package var hint: String? {
        switch self {
        case .portTaken: "Choose another one with --port; 0 takes any that is free."
        case .cannotListen, .scriptLine, .scriptEmpty: nil
        }
    }
}
