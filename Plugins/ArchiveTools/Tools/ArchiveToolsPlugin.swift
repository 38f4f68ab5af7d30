// SPDX-License-Identifier: Apache-2.0

public import ToolKit

extension Plugin {
    /// The tools that pack and unpack archives in the sandbox.
    public static let archiveTools = Plugin(
        id: "dev.toolhost.archivetools", name: "ArchiveTools", version: "0.1.0", license: "Apache-2.0",
        tools: [ZipFilesTool.tool, UnzipFileTool.tool]
    )
}
