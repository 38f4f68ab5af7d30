// SPDX-License-Identifier: Apache-2.0

public import JSON

extension Tool {
    /// A tool whose body is asynchronous.
    ///
    /// The body runs on the call's own thread, which the host gave it, and so do its child tasks: it may block it, and
    /// it competes with no other call. Its task is cancelled when nobody waits for the call any more.
    public static func async(
        name: String, title: String? = nil, description: String, input: JSONValue, output: JSONValue? = nil,
        annotations: Annotations = [], timeout: Duration? = nil, concurrency: Concurrency = .serialInPlugin,
        body:
            @escaping @Sendable (_ arguments: ToolArguments, _ context: ToolContext) async throws ->
            ToolOutput
    ) -> Tool {
        Tool(
            name: name, title: title, description: description, input: input, output: output,
            annotations: annotations, timeout: timeout, concurrency: concurrency
        ) { arguments, context in
            try CallExecutor.run(for: context) { try await body(arguments, context) }
        }
    }

    /// A tool whose arguments are read as one value, with an asynchronous body.
    public static func async<Input: ToolInput>(
        name: String, title: String? = nil, description: String, input: Input.Type, output: JSONValue? = nil,
        annotations: Annotations = [], timeout: Duration? = nil, concurrency: Concurrency = .serialInPlugin,
        body: @escaping @Sendable (_ input: Input, _ context: ToolContext) async throws -> ToolOutput
    ) -> Tool {
        async(
            name: name, title: title, description: description, input: Input.schema, output: output,
            annotations: annotations, timeout: timeout, concurrency: concurrency
        ) { arguments, context in
            try await body(Input(arguments), context)
        }
    }
}
