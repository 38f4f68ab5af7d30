// SPDX-License-Identifier: Apache-2.0

public import JSON

extension Tool {
    /// A tool whose arguments are listed one by one and given to the body in that order.
    ///
    /// ```swift
    /// let greet = Tool(
    ///     name: "greet", description: "Greets somebody by name.", annotations: [.readOnly, .closedWorld],
    ///     arguments: Argument<String>("name", "Who is greeted."), Argument("times", "How often.", default: 1)
    /// ) { context, name, times in
    ///     ToolOutput(text: String(repeating: "Hello, \(name)! ", count: times))
    /// }
    /// ```
    public init<each Value: Sendable>(
        name: String, title: String? = nil, description: String, output: JSONValue? = nil,
        annotations: Annotations = [], timeout: Duration? = nil, concurrency: Concurrency = .serialInPlugin,
        arguments: repeat Argument<each Value>,
        body: @escaping @Sendable (_ context: ToolContext, repeat each Value) throws -> ToolOutput
    ) {
        let all = (repeat each arguments)
        self.init(
            name: name, title: title, description: description,
            input: ToolSchema.object(repeat each arguments), output: output, annotations: annotations,
            timeout: timeout, concurrency: concurrency
        ) { given, context in
            let values = (repeat try (each all).value(in: given))
            return try body(context, repeat each values)
        }
    }

    /// A tool whose arguments are read as one value.
    public init<Input: ToolInput>(
        name: String, title: String? = nil, description: String, input: Input.Type, output: JSONValue? = nil,
        annotations: Annotations = [], timeout: Duration? = nil, concurrency: Concurrency = .serialInPlugin,
        body: @escaping @Sendable (_ input: Input, _ context: ToolContext) throws -> ToolOutput
    ) {
        self.init(
            name: name, title: title, description: description, input: Input.schema, output: output,
            annotations: annotations, timeout: timeout, concurrency: concurrency
        ) { arguments, context in
            try body(Input(arguments), context)
        }
    }
}
