// SPDX-License-Identifier: Apache-2.0

public import JSON

/// One callable, as its author describes it: what a model is told, and what runs.
///
/// ```swift
/// let greet = Tool(
///     name: "greet",
///     description: "Greets somebody by name.",
///     input: ["type": "object", "properties": ["name": ["type": "string"]], "required": ["name"]],
///     annotations: [.readOnly, .closedWorld]
/// ) { arguments, context in
///     "Hello, \(try arguments.require("name", as: String.self))!"
/// }
/// ```
public struct Tool: Sendable {
    /// What a tool runs: arguments that have passed `input`, and the surroundings of the call.
    ///
    /// Runs on a thread of the host's, which it may block. What it throws becomes a failure that the model reads.
    public typealias Body =
        @Sendable (_ arguments: ToolArguments, _ context: ToolContext) throws -> ToolOutput

    /// `[A-Za-z_][A-Za-z0-9_-]{0,63}`, unique over all plugins.
    public let name: String
    /// A short name for people.
    public let title: String?
    /// What the tool does, when to use it and its limits, written for a model.
    public let description: String
    /// The JSON Schema (2020-12) of the arguments, of type object.
    public let input: JSONValue
    /// The JSON Schema of `ToolOutput.structured`; nil when there is no structured output.
    public let output: JSONValue?
    /// What a caller may expect of the tool, and what the author does not say.
    public let annotations: Annotations
    /// How many calls may run at a time.
    public let concurrency: Concurrency
    /// The longest a call may take, at most ten minutes; nil for the host's setting.
    public let timeout: Duration?

    private let body: Body

    /// Describes a tool.
    ///
    /// The host checks everything when the plugin registers: a fault keeps this tool out and no other.
    public init(
        name: String, title: String? = nil, description: String, input: JSONValue, output: JSONValue? = nil,
        annotations: Annotations = [], timeout: Duration? = nil, concurrency: Concurrency = .serialInPlugin,
        body: @escaping Body
    ) {
        self.name = name
        self.title = title
        self.description = description
        self.input = input
        self.output = output
        self.annotations = annotations
        self.timeout = timeout
        self.concurrency = concurrency
        self.body = body
    }

    /// Runs the tool as a host would, save that the arguments are not held against `input`.
    ///
    /// - Parameters:
    ///   - arguments: What the model would send.
    ///   - context: In tests, `ToolContext.testing(...)`.
    /// - Returns: What the tool answers.
    /// - Throws: What the body throws: `ToolFailure` for a refusal that the model should read.
    public func call(_ arguments: JSONObject, context: ToolContext) throws -> ToolOutput {
        try body(ToolArguments(arguments), context)
    }
}
