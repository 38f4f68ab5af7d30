// SPDX-License-Identifier: Apache-2.0

package import ChatModel

extension TurnLoop {
    /// Asks the model once, with the caller's tools alone, and runs nothing.
    ///
    /// - Returns: the answer as it comes in, once the upstream has accepted the request.
    /// - Throws: `ModelError`, or `CancellationError`.
    package func stream(_ request: AnswerRequest) async throws -> AnswerStream {
        let stream = try await offering.send(request.chat, tools: request.chat.tools, remembers: false) {
            try await model.stream($0)
        }
        return AnswerStream(stream, AnswerReader(request))
    }

    /// Asks the model once, with the caller's tools alone, and runs nothing.
    ///
    /// - Returns: the answer in one piece, call markup removed.
    /// - Throws: `ModelError`, or `CancellationError`.
    package func complete(_ request: AnswerRequest) async throws -> ChatCompletion {
        let written = try await offering.send(request.chat, tools: request.chat.tools, remembers: false) {
            try await model.complete($0)
        }
        var reader = AnswerReader(request)
        var parts = reader.parts(of: written.deltas)
        parts += reader.lastParts()
        return ChatCompletion(identity: written.identity, parts)
    }
}

extension ChatCompletion {
    /// What the parts come to; a completion in one piece has no failures.
    fileprivate init(identity: ChatStreamIdentity, _ parts: [AnswerPart]) {
        self.init(identity: identity, content: "", finishReason: .stop)
        for part in parts {
            switch part {
            case .text(let text): content += text
            case .reasoning(let text): reasoning = (reasoning ?? "") + text
            case .call(let call): toolCalls.append(call)
            case .usage(let usage): self.usage = usage
            case .failure: break
            case .done(let reason): finishReason = reason
            }
        }
    }
}
