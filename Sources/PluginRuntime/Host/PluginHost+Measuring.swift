// SPDX-License-Identifier: Apache-2.0

public import JSON
public import ToolModel

extension PluginHost {
    /// Runs a tool of a plugin inside this process on the thread that asks, without the change of thread that keeps the host
    /// safe from it.
    ///
    /// For benchmarks: nothing limits its time, and calls that exclude each other are the caller's care.
    ///
    /// - Parameters:
    ///   - name: The name in the registry, exactly.
    ///   - arguments: Held against the tool's input schema before the tool sees them.
    /// - Returns: The answer, be it the tool's own refusal.
    /// - Throws: `PluginError` when there is no answer.
    @_spi(Benchmarks) public func callOnThisThread(
        _ name: String, arguments: JSONObject
    ) throws(PluginError) -> ToolResult {
        let tool = try tool(named: name)
        try Self.check(arguments, of: tool)
        let request = BackendRequest(
            tool: name, nameInPlugin: tool.nameInPlugin, arguments: arguments, id: name,
            timeout: settings.limits.timeout, onProgress: nil)
        let reply = try tool.backend.runOnThisThread(request)
        try Self.check(reply.result, of: tool)
        return reply.result
    }
}
