// SPDX-License-Identifier: Apache-2.0

package import ChatModel
import Glibc
import OpenAICoding
import Prompting
import Synchronization
package import ToolModel

/// A model of a few rules, so that everything works on a machine without a real one, and says that it is one.
///
/// It answers requests such as "list the files and compute 2+2" with calls of the tools it is given, natively or in
/// the dialect that the prompt teaches, and tells what came back. The same request always gets the same answer.
package struct DemoLanguageModel: LanguageModel {
    /// The model's name in answers and in the list of models.
    package static let name = "toolhost-demo"

    private let dialect: ToolCallFormat
    private let identity: @Sendable () -> ChatStreamIdentity

    /// - Parameters:
    ///   - dialect: how calls are written. One that is plain text is spoken whatever the request says; any other
    ///     follows the request: natively for its `tools`, otherwise as its prompt teaches.
    ///   - identity: the fields of each answer.
    package init(
        dialect: ToolCallFormat = .native,
        identity: @escaping @Sendable () -> ChatStreamIdentity = DemoLanguageModel.freshIdentity
    ) {
        self.dialect = dialect
        self.identity = identity
    }

    package func stream(_ request: ChatRequest) async throws -> ChatDeltaStream {
        // One batch a piece, as a model's tokens come one by one.
        var rest = deltas(for: request)[...]
        return ChatDeltaStream {
            try Task.checkCancellation()
            await Task.yield()
            return rest.popFirst().map { [$0] }
        }
    }

    package func complete(_ request: ChatRequest) async throws -> ChatCompletion {
        ChatCompletion(joining: deltas(for: request))
    }

    package func models() async throws -> [ModelDescription] {
        [ModelDescription(id: Self.name, owner: "toolhost")]
    }

    package var upstream: UpstreamDescription {
        UpstreamDescription(kind: "demo", url: nil, model: Self.name)
    }

    /// An id that no other answer of this process has, and the time.
    package static let freshIdentity: @Sendable () -> ChatStreamIdentity = {
        let number = answers.withLock { count in
            count += 1
            return count
        }
        return ChatStreamIdentity(id: "chatcmpl-demo-\(number)", model: name, created: time(nil))
    }

    private static let answers = Mutex(0)

    private func deltas(for request: ChatRequest) -> [ChatDelta] {
        let conversation = DemoConversation(request)
        let spoken: ToolCallFormat
        if PromptBuilder.taughtFormats.contains(dialect) {
            spoken = dialect
        } else {
            spoken = request.tools.isEmpty ? conversation.taught ?? .native : .native
        }
        let answer = DemoAnswer(to: conversation).deltas(in: spoken)
        let usage = TokenUsage(prompt: request, pieces: answer.count - 1)
        return [.start(identity())] + answer + [.usage(usage)]
    }
}

extension TokenUsage {
    /// Counts as far as a model without a tokenizer has any: pieces written, and four bytes of prompt a piece.
    fileprivate init(prompt request: ChatRequest, pieces: Int) {
        let bytes = request.messages.reduce(0) { $0 + $1.content.text.utf8.count }
        let prompt = (bytes + 3) / 4
        self.init(promptTokens: prompt, completionTokens: pieces, totalTokens: prompt + pieces)
    }
}
