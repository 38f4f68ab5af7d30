// SPDX-License-Identifier: Apache-2.0

package import JSON
package import ToolModel

/// A tool made of a closure, for programs that bring tools of their own and for tests of what calls tools.
package struct ClosureTool: Sendable {
    package let definition: ToolDefinition
    /// The limit that it states for itself.
    package let timeout: Duration?
    /// Runs as part of the calling task and is cancelled with it.
    ///
    /// What it throws is passed on as it is.
    package let body: @Sendable (ClosureCall) async throws -> ToolResult

    package init(
        _ definition: ToolDefinition, timeout: Duration? = nil,
        body: @escaping @Sendable (ClosureCall) async throws -> ToolResult
    ) {
        self.definition = definition
        self.timeout = timeout
        self.body = body
    }
}

/// One call of a `ClosureTool`.
package struct ClosureCall: Sendable {
    package let id: String
    package let arguments: JSONObject
    package let timeout: Duration
    /// Reports how far the call has come.
    package let progress: @Sendable (ToolProgress) -> Void
}
