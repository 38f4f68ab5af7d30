// SPDX-License-Identifier: Apache-2.0

package import JSON
package import PluginRuntime
import ToolModel

/// The registry as `/tools` answers it.
package struct ToolListing {
    private let registry: ToolRegistry

    package init(_ registry: ToolRegistry) {
        self.registry = registry
    }

    /// An array of tools in the registry's order.
    ///
    /// With `all` it tells also where each tool runs, and which tools are not offered and why.
    package func json(all: Bool) -> JSONValue {
        let tools = registry.tools.map { JSONValue.object(members(of: $0, all: all)) }
        guard all else { return .array(tools) }
        return .array(tools + quarantined)
    }

    /// The tools that are not offered, each with the reason, as `/tools?all=true` lists them.
    package var quarantined: [JSONValue] {
        registry.quarantined.map { .object(members(of: $0)) }
    }

    private func members(of tool: RegisteredTool, all: Bool) -> JSONObject {
        let definition = tool.definition
        var members: JSONObject = [
            "name": .string(definition.name), "description": .string(definition.description),
            "schema": definition.inputSchema, "plugin": .string(tool.plugin),
        ]
        if let title = definition.title { members["title"] = .string(title) }
        if let schema = definition.outputSchema { members["outputSchema"] = schema }
        if !definition.annotations.isEmpty {
            members["annotations"] = .object(definition.annotations.members)
        }
        if all {
            members["isolation"] = .string(tool.isolation.rawValue)
            if let confinement = tool.confinement { members["confinement"] = .object(confinement.json) }
        }
        return members
    }

    private func members(of tool: QuarantinedTool) -> JSONObject {
        var reason: JSONObject = ["code": .string(tool.code), "reason": .string(tool.reason)]
        if let pointer = tool.pointer { reason["pointer"] = .string(pointer.description) }
        if let until = tool.until { reason["until"] = .string(until) }
        return [
            "name": .string(tool.name), "plugin": .string(tool.plugin), "quarantined": .object(reason),
        ]
    }
}

extension ToolAnnotations {
    /// The hints under their names in MCP; those that the author did not give are left out.
    fileprivate var members: JSONObject {
        var members: JSONObject = [:]
        if let isReadOnly { members["readOnlyHint"] = .bool(isReadOnly) }
        if let isDestructive { members["destructiveHint"] = .bool(isDestructive) }
        if let isIdempotent { members["idempotentHint"] = .bool(isIdempotent) }
        if let isOpenWorld { members["openWorldHint"] = .bool(isOpenWorld) }
        return members
    }
}
