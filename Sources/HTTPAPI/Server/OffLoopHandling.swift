// SPDX-License-Identifier: Apache-2.0

import Hummingbird

/// Handles requests with large bodies on the cooperative pool, so that other connections of the same event loop do
/// not wait while such a body is read, checked and encoded.
struct OffLoopHandling: RouterMiddleware {
    typealias Context = HTTPRequestContext

    /// Up to how many bytes a body is handled on the event loop: about a millisecond's work.
    static let smallBodyBytes = 64 << 10

    @concurrent func handle(
        _ request: Request, context: HTTPRequestContext,
        next: @concurrent (Request, HTTPRequestContext) async throws -> Response
    ) async throws -> Response {
        if Self.isSmall(request) { return try await next(request, context) }
        return try await withTaskExecutorPreference(globalConcurrentExecutor) {
            try await next(request, context)
        }
    }

    /// Whether the request says that its body is small; one in chunks does not say.
    private static func isSmall(_ request: Request) -> Bool {
        guard let length = request.headers[.contentLength] else {
            return request.headers[.transferEncoding] == nil
        }
        return Int(length).map { $0 <= smallBodyBytes } ?? false
    }
}
