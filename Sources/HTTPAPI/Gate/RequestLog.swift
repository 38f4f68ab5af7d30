// SPDX-License-Identifier: Apache-2.0

import EventCoding
import HTTPTypes
import Hummingbird
import Logging

/// Gives each request a logger that names it, and notes what became of it.
struct RequestLog: RouterMiddleware {
    typealias Context = HTTPRequestContext

    /// How much of a path is noted, in bytes: paths come from clients.
    private static let pathBytes = 256

    let logger: Logger

    @concurrent func handle(
        _ request: Request, context: HTTPRequestContext,
        next: @concurrent (Request, HTTPRequestContext) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        var context = context
        context.logger = logger
        context.logger[metadataKey: "request.id"] = .string(context.requestID)
        let response = try await next(request, context)
        context.logger.debug(
            "request answered",
            metadata: [
                "http.method": .string(request.method.rawValue),
                "http.path": .string(
                    String(decoding: request.uri.path.utf8.prefix(Self.pathBytes), as: UTF8.self)),
                "http.status": .stringConvertible(response.status.code),
                "duration_ms": .stringConvertible(start.duration(to: .now).wholeMilliseconds),
            ])
        return response
    }
}
