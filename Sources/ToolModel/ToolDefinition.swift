// SPDX-License-Identifier: Apache-2.0

public import JSON

/// What a model and a client are told about a tool.
public struct ToolDefinition: Sendable, Hashable {
    /// `[A-Za-z_][A-Za-z0-9_-]{0,63}`, unique over all plugins.
    public var name: String
    /// A short name for people.
    public var title: String?
    /// What the tool does, when to use it and its limits, written for a model.
    public var description: String
    /// The JSON Schema of the arguments; its root describes an object.
    public var inputSchema: JSONValue
    /// The JSON Schema of `ToolResult.structured`, where the tool declares one.
    public var outputSchema: JSONValue?
    /// What the author says a call may do.
    public var annotations: ToolAnnotations

    /// A definition as its author wrote it; nothing is checked here.
    public init(
        name: String, title: String? = nil, description: String, inputSchema: JSONValue,
        outputSchema: JSONValue? = nil, annotations: ToolAnnotations = ToolAnnotations()
    ) {
        self.name = name
        self.title = title
        self.description = description
        self.inputSchema = inputSchema
        self.outputSchema = outputSchema
        self.annotations = annotations
    }
}
