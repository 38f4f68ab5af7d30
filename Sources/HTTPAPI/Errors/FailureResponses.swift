// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird
import JSON
import Logging

/// Turns whatever goes wrong into the documented answer, and gives every answer its request's id.
struct FailureResponses: RouterMiddleware {
    typealias Context = HTTPRequestContext

    /// The methods of each path, for telling a wrong method from a wrong path.
    let methods: [String: [HTTPRequest.Method]]

    @concurrent func handle(
        _ request: Request, context: HTTPRequestContext,
        next: @concurrent (Request, HTTPRequestContext) async throws -> Response
    ) async throws -> Response {
        var response: Response
        do {
            response = try await next(request, context)
        } catch {
            let failure = failure(for: error, request, context)
            response = Response(json: failure.json(requestID: context.requestID), status: failure.status)
            response.headers.append(contentsOf: failure.headers)
        }
        if let name = HTTPField.Name.requestID { response.headers[name] = context.requestID }
        return response
    }

    private func failure(for error: any Error, _ request: Request, _ context: HTTPRequestContext)
        -> HTTPFailure
    {
        if let error = error as? HTTPError, error.status == .notFound { return unknownRoute(request) }
        if let failure = HTTPFailure(describing: error) {
            context.logger.debug("request refused", metadata: ["error.code": .string(failure.code)])
            return failure
        }
        context.logger.error(
            "request failed", metadata: ["error.message": .string(String(reflecting: error))])
        return .internal
    }

    private func unknownRoute(_ request: Request) -> HTTPFailure {
        let path = request.uri.path.split(separator: "/").joined(separator: "/")
        guard let allowed = methods["/" + path] else { return .notFound(request.uri.path) }
        return .methodNotAllowed(request.method, allowed: allowed)
    }
}

extension HTTPField.Name {
    /// The id under which the host's log knows the request.
    static let requestID = HTTPField.Name("X-Request-Id")
}
