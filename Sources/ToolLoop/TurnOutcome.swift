// SPDX-License-Identifier: Apache-2.0

package import ChatModel
package import ToolModel

/// What came of a request that is answered in one piece.
package struct TurnOutcome: Sendable, Hashable {
    /// The last turn as the upstream gave it, markup and all; its usage is the sum of all turns.
    package var completion: ChatCompletion
    /// The accepted calls of the last turn.
    package var toolCalls: [ToolCall]
    /// Everything that a stream would have carried, all turns, `done` last.
    package var events: [ChatEvent]

    package init(completion: ChatCompletion, toolCalls: [ToolCall], events: [ChatEvent]) {
        self.completion = completion
        self.toolCalls = toolCalls
        self.events = events
    }
}
