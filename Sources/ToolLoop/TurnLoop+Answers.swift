// SPDX-License-Identifier: Apache-2.0

package import ChatModel
import JSON
import ToolModel

extension TurnLoop {
    /// Asks the model once, with the caller's tools alone, and runs nothing.
    ///
    /// - Returns: the answer as it comes in, once the upstream has accepted the request.
    /// - Throws: `ModelError`, or `CancellationError`.
    package func stream(_ request: AnswerRequest) async throws -> AnswerStream {
        let stream = try await offering.send(request.chat, tools: request.chat.tools) {
            try await model.stream($0)
        }
        return AnswerStream(stream, AnswerReader(request))
    }

    /// Asks the model once, with the caller's tools alone, and runs nothing.
    ///
    /// - Returns: the answer in one piece, call markup removed.
    /// - Throws: `ModelError`, or `CancellationError`.
    package func complete(_ request: AnswerRequest) async throws -> ChatCompletion {
        let written = try await offering.send(request.chat, tools: request.chat.tools) {
            try await model.complete($0)
        }
        var reader = AnswerReader(request)
        var events = reader.events(of: written.deltas)
        events += reader.lastEvents()
        return ChatCompletion(identity: written.identity, events)
    }
}

extension ChatCompletion {
    fileprivate init(identity: ChatStreamIdentity, _ events: [ChatEvent]) {
        self.init(identity: identity, content: "", finishReason: .stop)
        for event in events {
            switch event {
            case .text(let text): content += text
            case .reasoning(let text): reasoning = (reasoning ?? "") + text
            case .call(let call, _): toolCalls.append(ChatToolCall(call))
            case .usage(let usage): self.usage = usage
            case .done(let reason): finishReason = reason
            case .callStarted, .argumentsDelta, .progress, .approval, .result, .failure: break
            }
        }
    }
}
