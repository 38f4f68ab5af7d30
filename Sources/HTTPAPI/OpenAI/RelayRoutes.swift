// SPDX-License-Identifier: Apache-2.0

import ChatModel
import HTTPTypes
import Hummingbird
import JSON
import NIOCore
import ToolLoop

/// `POST /v1/embeddings`, `/v1/completions` and `/v1/responses`, handed to the model server as they are.
struct RelayRoutes: Sendable {
    let loop: TurnLoop
    let settings: HTTPServerSettings
    let shutdown: Signal

    /// Hands one endpoint through: the body byte for byte, the answer as it comes in.
    func handler(
        _ endpoint: RelayedEndpoint
    ) -> @Sendable (Request, HTTPRequestContext) async throws -> Response {
        { request, context in try await relay(request, context, to: endpoint) }
    }

    private func relay(
        _ request: Request, _ context: HTTPRequestContext, to endpoint: RelayedEndpoint
    ) async throws -> Response {
        guard let upstream = loop.model as? any UpstreamRelay else {
            throw HTTPFailure(
                .notFound, code: "not_found",
                "The \(loop.model.upstream.kind) model answers chats only; connect a model server for this.")
        }
        let bytes = try await JSONBody.read(request, limit: settings.bodyBytes)
        _ = try JSONBody(parsing: bytes)
        let watch = InterruptionWatch(shutdown: shutdown)
        let (slot, type) = try await watch.whileWanted {
            let answer = try await upstream.relay(Array(buffer: bytes), to: endpoint)
            let type = answer.contentType
            return (AnswerSlot(answer), type)
        }
        return Response(
            status: .ok,
            headers: [
                .contentType: type.isEmpty ? "application/json" : type, .xContentTypeOptions: "nosniff",
            ],
            body: .streamed { body in
                guard let answer = slot.take() else { return }
                while let bytes = try await answer.next() {
                    body.put(ByteBuffer(bytes: bytes))
                    try await body.room()
                }
            })
    }
}
