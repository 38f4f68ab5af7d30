// SPDX-License-Identifier: Apache-2.0

import ChatModel
import Foundation
import Hummingbird
import JSON
import OpenAICoding
import ToolLoop

/// `GET /v1/models` and `/v1/models/{id}`.
struct ModelListRoutes: Sendable {
    let loop: TurnLoop
    /// Seconds since 1970, for models of which the upstream does not say when they came about.
    let start = Int(Date().timeIntervalSince1970)

    @Sendable func models(_ request: Request, _ context: HTTPRequestContext) async throws -> Response {
        Response(json: .object(try await models().openAI))
    }

    @Sendable func model(_ request: Request, _ context: HTTPRequestContext) async throws -> Response {
        let id = context.parameters.getCatchAll().joined(separator: "/").removingPercentEncoding ?? ""
        let found = try await models().first { $0.id == id }
        guard let found, let entry = [found].openAI["data"]?.array?.first else {
            throw HTTPFailure(
                .notFound, code: "model_not_found", "The model server offers no model \"\(id.prefix(256))\".")
        }
        return Response(json: entry)
    }

    /// The models on offer, with all that OpenAI tells of one.
    private func models() async throws -> [ModelDescription] {
        try await loop.model.models().map { model in
            var model = model
            model.created = model.created ?? start
            model.owner = model.owner ?? loop.model.upstream.kind
            return model
        }
    }
}
