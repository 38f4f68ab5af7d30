// SPDX-License-Identifier: Apache-2.0

package import ChatModel
package import JSON
package import ToolModel

/// What a client asks of the loop.
package struct TurnRequest: Sendable, Hashable {
    package var messages: [ChatMessage]
    /// The model's name at the upstream; nil takes the default.
    package var model: String?
    /// Sampling parameters, passed on unchanged.
    package var parameters: JSONObject
    /// The caller's own tools, shown beside the host's.
    ///
    /// One with the name of a host tool hides it. Calls to them are never run here: they are reported, and
    /// end the loop.
    package var tools: [ToolDefinition]
    package var toolChoice: ToolChoice?
    /// Whether the host runs the calls of its own tools and goes on to the next turn.
    package var executes: Bool
    /// Whether calls are also reported while their arguments arrive.
    package var emitsArgumentDeltas: Bool

    package init(
        messages: [ChatMessage], model: String? = nil, parameters: JSONObject = [:],
        tools: [ToolDefinition] = [],
        toolChoice: ToolChoice? = nil, executes: Bool = false, emitsArgumentDeltas: Bool = false
    ) {
        self.messages = messages
        self.model = model
        self.parameters = parameters
        self.tools = tools
        self.toolChoice = toolChoice
        self.executes = executes
        self.emitsArgumentDeltas = emitsArgumentDeltas
    }
}
