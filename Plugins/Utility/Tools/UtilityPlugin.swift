// SPDX-License-Identifier: Apache-2.0

public import ToolKit

extension Plugin {
    /// The tools that need no files and no network.
    public static let utility = Plugin(
        id: "dev.toolhost.utility", name: "Utility", version: "0.1.0", license: "Apache-2.0",
        tools: [MathTool.tool]
    )
}
