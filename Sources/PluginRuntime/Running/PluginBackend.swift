// SPDX-License-Identifier: Apache-2.0

import JSON
import ToolModel

/// The place where a plugin's tools run: this process, or one of its own.
///
/// Everything above it (names, schemas of arguments and results) is the same for every place; everything
/// below (threads, deadlines, cancelling) is the place's own.
protocol PluginBackend: Sendable {
    /// Runs one call to its end, its deadline or its cancellation.
    ///
    /// - Throws: `PluginError`, `RetiredBackend`, or `CancellationError` when the surrounding task is cancelled.
    func run(_ request: BackendRequest) async throws -> BackendReply

    /// The plugin offers these tools from now on.
    func offer(_ tools: [CheckedTool])

    /// Runs one call on the thread that asks, whatever else runs; `PluginHost.callOnThisThread` tells more.
    func runOnThisThread(_ request: BackendRequest) throws(PluginError) -> BackendReply
}

extension PluginBackend {
    func runOnThisThread(_ request: BackendRequest) throws(PluginError) -> BackendReply {
        throw .toolUnavailable(tool: request.tool, reason: "its plugin does not run inside this process")
    }

    /// Nothing, for a place that knows the list itself or has none that changes.
    func offer(_ tools: [CheckedTool]) {}
}

/// A call reached its plugin's backend after that was replaced or removed: nothing has seen it, and the registry knows
/// by now where it belongs.
struct RetiredBackend: Error {}

/// One call on its way to a backend; the arguments have passed the schema.
struct BackendRequest: Sendable {
    /// The name for messages.
    let tool: String
    /// The name under which the plugin registered the tool.
    let nameInPlugin: String
    let arguments: JSONObject
    let id: String
    let timeout: Duration
    let onProgress: (@Sendable (ToolProgress) -> Void)?
}

/// What came back; well-formed, but not yet held against the tool's output schema.
struct BackendReply: Sendable {
    let result: ToolResult
    /// The code of the tool's own refusal, when it refused.
    let failureCode: String?
}
