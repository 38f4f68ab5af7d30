// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird
import JSON
import PluginRuntime

/// `GET /tools` and `POST /call`.
struct ToolRoutes: Sendable {
    let plugins: PluginHost
    let bodyBytes: Int
    let shutdown: Signal

    /// `[{"name":…,"description":…,"schema":{…},"plugin":…}]`; with `?all=true` also how and whether each tool runs.
    @Sendable func tools(_ request: Request, _ context: HTTPRequestContext) throws(HTTPFailure) -> Response {
        Response(json: ToolListing(plugins.registry).json(all: try Self.wantsAll(request)))
    }

    private static func wantsAll(_ request: Request) throws(HTTPFailure) -> Bool {
        switch request.uri.queryParameters["all"] {
        case nil, "false": return false
        case "true", "": return true
        case .some:
            throw HTTPFailure(
                .badRequest, code: "invalid_request", "The parameter all must be true or false.")
        }
    }

    /// Runs one tool: `{"action":"math","params":{"expr":"1+1"}}`.
    @Sendable func call(_ request: Request, _ context: HTTPRequestContext) async throws -> Response {
        let body = try await JSONBody(of: request, limit: bodyBytes)
        guard let action = try body.string("action") else { throw body.missing("action") }
        let params = try body.object("params") ?? [:]
        let id = context.requestID
        let completed = try await InterruptionWatch(shutdown: shutdown).whileWanted {
            try await plugins.call(action, arguments: params, id: id, onProgress: nil)
        }
        return Response(json: try CallAnswer(completed).json())
    }
}
