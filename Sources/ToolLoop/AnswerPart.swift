// SPDX-License-Identifier: Apache-2.0

package import ChatModel

/// What a caller that runs its calls itself gets to see of an answer.
package enum AnswerPart: Sendable, Hashable {
    /// Visible text, markup of calls removed.
    case text(String)
    case reasoning(String)
    /// A complete call.
    case call(ChatToolCall)
    case usage(TokenUsage)
    /// The upstream failed; only `done` follows.
    case failure(ChatFailure)
    /// The end; nothing follows.
    case done(FinishReason)
}
