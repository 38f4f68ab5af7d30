// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import JSON
internal import SandboxFiles
internal import ToolKit

/// `createDirectory`: makes a folder.
enum CreateDirectoryTool {
    static let tool = Tool(
        name: "createDirectory",
        title: "Make a folder",
        description: """
            Makes a folder in the sandbox. With recursive, the folders above it are made too where they are \
            missing, and a folder that exists already is fine. writeFile with createParents makes folders by \
            itself. \
            Example: {"path": "reports/2026", "recursive": true}
            """,
        input: [
            "type": "object",
            "properties": [
                "path": [
                    "type": "string", "minLength": 1,
                    "description": "The new folder, relative to the sandbox.",
                ],
                "recursive": [
                    "type": "boolean", "default": false,
                    "description": "Whether to make missing folders above it, and accept one that exists.",
                ],
            ],
            "required": ["path"],
            "additionalProperties": false,
        ],
        output: [
            "type": "object",
            "properties": [
                "path": ["type": "string"],
                "created": ["type": "boolean", "description": "False when the folder was there already."],
            ],
            "required": ["path", "created"],
            "additionalProperties": false,
        ],
        annotations: [.writes, .additive, .idempotent, .closedWorld],
        concurrency: .reentrant
    ) { arguments, context in
        let sandbox = try Sandbox(path: context.paths.sandbox)
        let path = try SandboxPath.ofNew(arguments.require("path"))
        let isRecursive = try arguments.value("recursive", default: false)
        let isNew = try make(path, in: sandbox, isRecursive: isRecursive)
        return ToolOutput(
            text: isNew
                ? "Directory \(path.quoted) created successfully" : "Directory \(path.quoted) exists already",
            structured: ["path": .string(path.text), "created": .bool(isNew)]
        )
    }

    /// Makes the folder; false when it was there already, which only a recursive call accepts.
    private static func make(
        _ path: SandboxPath, in sandbox: Sandbox, isRecursive: Bool
    ) throws(FileError) -> Bool {
        if isRecursive { try sandbox.makeFolders(above: path) }
        if path.isRoot || path.name == nil {
            return try existing(path, in: sandbox, isRecursive: isRecursive)
        }
        let place = try Place(
            path, in: sandbox, links: .kept, action: "making",
            missingFolder: "Set recursive to true to make it too."
        )
        do {
            try place.folder.makeFolder(place.name)
            return true
        } catch {
            guard error.number == EEXIST else { throw error.explained("making", path) }
            return try existing(path, in: sandbox, isRecursive: isRecursive)
        }
    }

    private static func existing(
        _ path: SandboxPath, in sandbox: Sandbox, isRecursive: Bool
    ) throws(FileError) -> Bool {
        let kind = try sandbox.status(of: path).kind
        guard kind == .folder else {
            throw FileError(
                .exists, "\(path.quoted) exists already and is a \(kind.rawValue).",
                hint: "Choose another name, or move it away first with moveFile."
            )
        }
        guard isRecursive else {
            throw FileError(
                .exists, "The folder \(path.quoted) exists already.", hint: "It can be used as it is."
            )
        }
        return false
    }
}
