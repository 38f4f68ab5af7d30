// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird

/// Refuses requests that were meant for another host, or sent by another site's page.
///
/// A web page may point a name of its own at 127.0.0.1 and then talk to this server from a browser behind every
/// firewall (DNS rebinding); its requests give themselves away by their `Host` and `Origin`.
struct HostCheck: RouterMiddleware {
    typealias Context = HTTPRequestContext

    let hosts: AllowedHosts

    @concurrent func handle(
        _ request: Request, context: HTTPRequestContext,
        next: @concurrent (Request, HTTPRequestContext) async throws -> Response
    ) async throws -> Response {
        guard let authority = request.head.authority, !hasSecondHost(request) else {
            throw HTTPFailure.forbiddenHost("The request must have one Host header.")
        }
        guard hosts.allows(authority: authority) else {
            throw HTTPFailure.forbiddenHost(
                "The request is for \(authority.prefix(256)), which is not this host.")
        }
        for origin in request.headers[values: .origin] where !hosts.allows(origin: origin) {
            throw HTTPFailure.forbiddenHost("Pages of \(origin.prefix(256)) may not use this host.")
        }
        return try await next(request, context)
    }

    /// The first `Host` has become the authority; another one is still among the fields.
    private func hasSecondHost(_ request: Request) -> Bool {
        HTTPField.Name("Host").map { request.headers.contains($0) } ?? false
    }
}
