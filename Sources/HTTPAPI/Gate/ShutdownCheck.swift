// SPDX-License-Identifier: Apache-2.0

import Hummingbird

/// Turns requests away that come over an open connection while the server is ending.
struct ShutdownCheck: RouterMiddleware {
    typealias Context = HTTPRequestContext

    let shutdown: Signal

    @concurrent func handle(
        _ request: Request, context: HTTPRequestContext,
        next: @concurrent (Request, HTTPRequestContext) async throws -> Response
    ) async throws -> Response {
        guard !shutdown.hasFired else { throw HTTPFailure.shuttingDown }
        return try await next(request, context)
    }
}
