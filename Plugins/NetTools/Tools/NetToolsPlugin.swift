// SPDX-License-Identifier: Apache-2.0

public import ToolKit

extension Plugin {
    /// The tools that reach the net.
    public static let netTools = Plugin(
        id: "dev.toolhost.nettools", name: "NetTools", version: NetIdentity.version, license: "Apache-2.0",
        tools: [FetchTool.tool, SearchTool.tool]
    )
}
