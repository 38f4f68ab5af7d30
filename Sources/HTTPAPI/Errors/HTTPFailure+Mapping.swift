// SPDX-License-Identifier: Apache-2.0

package import ChatModel
import Diagnostics
import HTTPTypes
package import JSON
import JSONSchema
import OpenAICoding
package import PluginRuntime

extension HTTPFailure {
    /// The answer for any error; nil for one that nobody expected, which belongs in the log.
    init?(describing error: any Error) {
        switch error {
        case let failure as HTTPFailure: self = failure
        case let error as PluginError: self.init(error)
        case let error as ModelError: self.init(error)
        case let error as JSONError: self.init(error)
        case let error as OpenAICodingError: self.init(error)
        case let interruption as Interruption: self.init(interruption)
        default: return nil
        }
    }

    /// A call without a result.
    package init(_ error: PluginError) {
        let status: HTTPResponse.Status
        var details: JSONObject = [:]
        switch error {
        case .unknownTool(_, let nearest):
            status = .notFound
            details["nearest"] = .array(nearest.map(JSONValue.string))
        case .invalidArguments(_, let violations):
            status = .unprocessableContent
            details["violations"] = .array(violations.map { .object($0.members) })
        case .uncheckedArguments: status = .unprocessableContent
        case .toolTimeout: status = .gatewayTimeout
        case .toolUnavailable, .shuttingDown: status = .serviceUnavailable
        case .pluginCrashed, .pluginProtocol, .invalidOutput: status = .internalServerError
        case .folderUnusable, .notLoadable, .noEntry, .invalidDescriptor, .abiMismatch, .duplicateID,
            .startFailed,
            .sidecarInvalid, .notApproved, .approvalsUnusable, .unknownPlugin, .ambiguousPlugin,
            .loadTimedOut, .workerUnavailable, .confinementFailed, .notConfinable, .tooManyPlugins,
            .unsafeFile, .quarantined:
            // These are about loading and name files of this machine; no request has them as its answer.
            self = .internal
            return
        }
        self.init(status, code: error.code, error.description, details: details)
    }

    /// An upstream that gave no completion.
    package init(_ error: ModelError) {
        let status: HTTPResponse.Status
        var details: JSONObject = [:]
        switch error {
        case .unreachable: status = .serviceUnavailable
        case .refused(_, let upstreamStatus, _):
            status = .badGateway
            details["status"] = JSONValue(upstreamStatus)
        case .unreadable, .truncated: status = .badGateway
        case .timedOut: status = .gatewayTimeout
        case .invalidRequest: status = .badRequest
        }
        if let body = error.body { details["body"] = .string(body) }
        self.init(status, code: error.code, error.description, details: details)
    }

    /// A body that is not JSON.
    init(_ error: JSONError) {
        self.init(
            .badRequest, code: "malformed_json", error.message,
            details: [
                "reason": .string(error.code), "line": JSONValue(error.line),
                "column": JSONValue(error.column),
                "offset": JSONValue(error.offset),
            ])
    }

    /// A body that is JSON but not what the route takes.
    init(_ error: OpenAICodingError) {
        self = .invalidRequest(error.message, at: error.pointer)
    }

    private init(_ interruption: Interruption) {
        switch interruption {
        case .shuttingDown: self = .shuttingDown
        case .clientLeft:
            // Read only by a client that closed its sending side and listens on.
            self.init(
                .badRequest, code: "invalid_request", "The connection was closed before the answer was ready."
            )
        }
    }
}

extension SchemaViolation {
    /// The violation as answers carry it.
    package var members: JSONObject {
        [
            "instanceLocation": .string(instanceLocation.description),
            "keywordLocation": .string(keywordLocation.description), "keyword": .string(keyword),
            "message": .string(message),
        ]
    }
}
