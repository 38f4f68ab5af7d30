// SPDX-License-Identifier: Apache-2.0

import ChatModel
import HTTPTypes
import Hummingbird
import JSON
import Logging
import OpenAICoding

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
            response = answer(to: error, request, context)
        }
        if let name = HTTPField.Name.requestID { response.headers[name] = context.requestID }
        return response
    }

    /// In the host's own shape, and under `/v1` in OpenAI's.
    private func answer(to error: any Error, _ request: Request, _ context: HTTPRequestContext) -> Response {
        var response: Response
        let failure = failure(for: error, request, context)
        if request.uri.path.hasPrefix("/v1/") {
            let told = (error as? ModelError).map(OpenAIFailure.init) ?? OpenAIFailure(describing: failure)
            response = Response(json: .object(told.error.openAI), status: told.status)
            response.headers.append(contentsOf: told.headers)
        } else {
            response = Response(json: failure.json(requestID: context.requestID), status: failure.status)
            response.headers.append(contentsOf: failure.headers)
        }
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
