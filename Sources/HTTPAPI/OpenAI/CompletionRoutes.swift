// SPDX-License-Identifier: Apache-2.0

import ChatModel
import Foundation
import Hummingbird
import JSON
import ToolLoop

/// `POST /v1/chat/completions`.
struct CompletionRoutes: Sendable {
    let loop: TurnLoop
    let settings: HTTPServerSettings
    let shutdown: Signal

    /// Answers as OpenAI does, whatever dialect the model speaks; calls are the caller's to run.
    @Sendable func completions(_ request: Request, _ context: HTTPRequestContext) async throws -> Response {
        let body = try CompletionBody(try await JSONBody(of: request, limit: settings.bodyBytes))
        let watch = InterruptionWatch(shutdown: shutdown)
        let identity = identity(for: body, context)
        guard body.isStreaming else {
            let completions = try await watch.whileWanted { try await whole(body) }
            return Response(json: CompletionAnswer(completions: completions, identity: identity).json)
        }
        // The status is the upstream's verdict on the first choice; the others begin when somebody reads.
        let first = try await watch.whileWanted {
            AnswerSlot(try await loop.stream(body.request(forChoice: 0)))
        }
        return CompletionStream(
            loop: loop, body: body, first: first, watch: watch, identity: identity, logger: context.logger
        )
        .response
    }

    private func whole(_ body: CompletionBody) async throws -> [ChatCompletion] {
        try await withThrowingTaskGroup(of: (Int, ChatCompletion).self) { group in
            for index in 0..<body.choices {
                group.addTask { (index, try await loop.complete(body.request(forChoice: index))) }
            }
            let completions = try await group.reduce(into: []) { $0.append($1) }
            return completions.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    private func identity(for body: CompletionBody, _ context: HTTPRequestContext) -> ChatStreamIdentity {
        ChatStreamIdentity(
            id: "chatcmpl-\(context.requestID)",
            model: body.request(forChoice: 0).chat.model ?? loop.model.upstream.model,
            created: Int(Date().timeIntervalSince1970))
    }
}
