// SPDX-License-Identifier: Apache-2.0

/// Tools that are part of the program: plain closures that keep to their deadline themselves.
struct ClosureBackend: PluginBackend {
    let tools: [String: ClosureTool]

    func run(_ request: BackendRequest) async throws -> BackendReply {
        guard let tool = tools[request.nameInPlugin] else {
            throw PluginError.toolUnavailable(tool: request.tool, reason: "it is not part of this program")
        }
        let call = ClosureCall(
            id: request.id, arguments: request.arguments, timeout: request.timeout,
            progress: request.onProgress ?? { _ in })
        return BackendReply(result: try await tool.body(call), failureCode: nil)
    }
}
