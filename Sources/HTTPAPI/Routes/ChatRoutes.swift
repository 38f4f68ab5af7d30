// SPDX-License-Identifier: Apache-2.0

import Foundation
import Hummingbird
import JSON
import ToolLoop

/// `POST /chat`, `/chat/overrides` and `/chat/legacy`.
struct ChatRoutes: Sendable {
    let loop: TurnLoop
    let settings: HTTPServerSettings
    let shutdown: Signal

    @Sendable func chat(_ request: Request, _ context: HTTPRequestContext) async throws -> Response {
        try await answer(request, context, streamsByDefault: true)
    }

    /// The same, with answers in one piece unless the request says otherwise.
    @Sendable func overrides(_ request: Request, _ context: HTTPRequestContext) async throws -> Response {
        try await answer(request, context, streamsByDefault: false)
    }

    /// `/chat` that leaves calls to the client, whatever the request says.
    @Sendable func legacy(_ request: Request, _ context: HTTPRequestContext) async throws -> Response {
        try await answer(request, context, streamsByDefault: true, neverExecutes: true)
    }

    private func answer(
        _ request: Request, _ context: HTTPRequestContext, streamsByDefault: Bool, neverExecutes: Bool = false
    ) async throws -> Response {
        let body = try await JSONBody(of: request, limit: settings.bodyBytes)
        var chat = try ChatBody(
            body, streamsByDefault: streamsByDefault, executesByDefault: settings.executesByDefault)
        if neverExecutes { chat.request.executes = false }
        let turns = chat.request
        let watch = InterruptionWatch(shutdown: shutdown)
        if chat.isStreaming {
            return EventStream(loop: loop, request: turns, watch: watch, logger: context.logger).response
        }
        let outcome = try await watch.whileWanted { try await loop.complete(turns) }
        let now = Int(Date().timeIntervalSince1970)
        return Response(json: ChatAnswer(outcome, requestID: context.requestID, now: now).json)
    }
}
