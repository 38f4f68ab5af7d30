// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird

/// Lets only those in who know the key.
struct BearerCheck: RouterMiddleware {
    typealias Context = HTTPRequestContext

    private let key: [UInt8]

    init(key: String) {
        self.key = Array(key.utf8)
    }

    @concurrent func handle(
        _ request: Request, context: HTTPRequestContext,
        next: @concurrent (Request, HTTPRequestContext) async throws -> Response
    ) async throws -> Response {
        guard let token = token(in: request.headers[.authorization]), isKey(token) else {
            throw HTTPFailure.unauthorized
        }
        return try await next(request, context)
    }

    private func token(in field: String?) -> Substring? {
        guard let field, let space = field.firstIndex(of: " "), field[..<space].lowercased() == "bearer"
        else {
            return nil
        }
        return field[space...].drop { $0 == " " }
    }

    /// Compares all bytes whatever they are: the time taken must not tell how many were right.
    private func isKey(_ token: Substring) -> Bool {
        var difference = token.utf8.count ^ key.count
        for (index, byte) in token.utf8.enumerated() {
            difference |= Int(byte ^ key[index % max(key.count, 1)])
        }
        return difference == 0
    }
}
