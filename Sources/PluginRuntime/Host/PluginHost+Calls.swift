// SPDX-License-Identifier: Apache-2.0

public import JSON
import JSONSchema
import Synchronization
public import ToolModel

extension PluginHost {
    /// Runs one tool.
    ///
    /// Cancelling the task cancels the call: its caller gets `CancellationError` at once, the tool is told to stop.
    ///
    /// - Parameters:
    ///   - name: The name in the registry, exactly.
    ///   - arguments: Held against the tool's input schema before the tool sees them.
    ///   - id: Given to the tool and to its log records; unique among the calls that run.
    ///   - onProgress: Given each report of progress, on a thread of the host's; it must not block.
    /// - Returns: The answer, be it the tool's own refusal.
    /// - Throws: `PluginError` when there is no answer, `CancellationError` when the task was cancelled.
    public func call(
        _ name: String, arguments: JSONObject, id: String,
        onProgress: (@Sendable (ToolProgress) -> Void)? = nil
    ) async throws -> CompletedCall {
        let start = ContinuousClock.now
        while true {
            let tool = try tool(named: name)
            try Self.check(arguments, of: tool)
            try Task.checkCancellation()
            let request = BackendRequest(
                tool: name, nameInPlugin: tool.nameInPlugin, arguments: arguments, id: id,
                timeout: timeout(of: tool), onProgress: onProgress)
            let reply: BackendReply
            do {
                reply = try await tool.backend.run(request)
            } catch is RetiredBackend {
                // The plugin was replaced since it was looked up; each time round, the registry is a newer one.
                continue
            }
            try Self.check(reply.result, of: tool)
            return CompletedCall(
                result: reply.result, failureCode: reply.failureCode, duration: start.duration(to: .now))
        }
    }

    /// The limit of one call: the tool's own, else what its plugin was granted, else the setting; never over what was
    /// granted, nor over `PluginLimits.timeout`.
    private func timeout(of tool: RegisteredTool) -> Duration {
        let granted = tool.confinement?.granted.limits.callTimeout
        return min(
            tool.timeout ?? granted ?? settings.toolTimeout, granted ?? settings.limits.timeout,
            settings.limits.timeout)
    }

    func tool(named name: String) throws(PluginError) -> RegisteredTool {
        let (tool, isShutDown) = state.withLock { ($0.registry[name], $0.isShutDown) }
        if isShutDown { throw .shuttingDown }
        guard let tool else { throw .unknownTool(name: name, nearest: registry.nearestNames(to: name)) }
        return tool
    }

    static func check(_ arguments: JSONObject, of tool: RegisteredTool) throws(PluginError) {
        let violations: [SchemaViolation]
        do {
            violations = try tool.inputSchema.validate(.object(arguments))
        } catch {
            throw .uncheckedArguments(tool: tool.definition.name, reason: error.message)
        }
        guard violations.isEmpty else {
            throw .invalidArguments(tool: tool.definition.name, violations: violations)
        }
    }

    /// A tool with an output schema owes a structured answer, save when it refuses.
    static func check(_ result: ToolResult, of tool: RegisteredTool) throws(PluginError) {
        guard let schema = tool.outputSchema, !result.isError else { return }
        guard let structured = result.structured else {
            throw invalidOutput(of: tool, "it declares an output schema and gave no structured result")
        }
        let violations: [SchemaViolation]
        do {
            violations = try schema.validate(structured)
        } catch {
            throw invalidOutput(of: tool, error.message)
        }
        guard let first = violations.first else { return }
        throw invalidOutput(of: tool, "it does not follow the tool's output schema: \(first.message)")
    }

    private static func invalidOutput(of tool: RegisteredTool, _ reason: String) -> PluginError {
        .invalidOutput(tool: tool.definition.name, plugin: tool.plugin, reason: reason)
    }
}
