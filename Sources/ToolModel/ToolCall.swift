// SPDX-License-Identifier: Apache-2.0

public import JSON

/// A request to run a tool: a known name, and arguments that satisfied the tool's input schema.
public struct ToolCall: Sendable, Hashable {
    /// Unique within the message; the upstream's own where it gave one, since some templates need it verbatim.
    public var id: String
    /// The declared name of the tool.
    public var name: String
    /// The arguments, coerced and validated.
    public var arguments: JSONObject

    /// A call whose name and arguments the caller has checked.
    public init(id: String, name: String, arguments: JSONObject) {
        self.id = id
        self.name = name
        self.arguments = arguments
    }
}
