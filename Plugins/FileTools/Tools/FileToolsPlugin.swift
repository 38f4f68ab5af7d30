// SPDX-License-Identifier: Apache-2.0

public import ToolKit

extension Plugin {
    /// The tools for files in the sandbox.
    public static let fileTools = Plugin(
        id: "dev.toolhost.filetools", name: "FileTools", version: "0.1.0", license: "Apache-2.0",
        tools: [
            ListFilesTool.tool, ReadFileTool.tool, WriteFileTool.tool, DeleteFileTool.tool,
            CreateDirectoryTool.tool,
            MoveFileTool.tool, CopyFileTool.tool, FileDetailsTool.tool, GrepTool.tool, FindFilesTool.tool,
        ]
    )
}
