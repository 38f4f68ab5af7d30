// SPDX-License-Identifier: Apache-2.0

public import ToolKit

extension Plugin {
    /// Calculating, and running commands.
    public static let utility = Plugin(
        id: "dev.toolhost.utility", name: "Utility", version: "0.1.0", license: "Apache-2.0",
        tools: [ExecuteCommandTool.tool, MathTool.tool]
    )
}
