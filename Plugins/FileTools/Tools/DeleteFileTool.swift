// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import JSON
internal import SandboxFiles
internal import ToolKit

/// `deleteFile`: removes a file, a link or a folder.
enum DeleteFileTool {
    static let tool = Tool(
        name: "deleteFile",
        title: "Delete a file",
        description: """
            Deletes a file of the sandbox for good; there is no undo. A folder is deleted with all that is \
            in it, and only with recursive; an empty one too. Of a link, the link itself is deleted, never \
            what it leads to. \
            Example: {"path": "old-file.txt"}
            """,
        input: [
            "type": "object",
            "properties": [
                "path": [
                    "type": "string", "minLength": 1,
                    "description": "The file or folder, relative to the sandbox.",
                ],
                "recursive": [
                    "type": "boolean", "default": false,
                    "description": "Whether a folder may be deleted, with all that is in it.",
                ],
            ],
            "required": ["path"],
            "additionalProperties": false,
        ],
        output: [
            "type": "object",
            "properties": [
                "path": ["type": "string"],
                "type": ["enum": ["file", "folder", "link", "fifo", "socket", "device"]],
                "deleted": [
                    "type": "integer", "minimum": 1,
                    "description": "How many files, links and folders are gone.",
                ],
            ],
            "required": ["path", "type", "deleted"],
            "additionalProperties": false,
        ],
        annotations: [.writes, .destructive, .notIdempotent, .closedWorld],
        concurrency: .reentrant
    ) { arguments, context in
        let sandbox = try Sandbox(path: context.paths.sandbox)
        let path = try SandboxPath(arguments.require("path"))
        let isRecursive = try arguments.value("recursive", default: false)
        let place = try Place(
            path, in: sandbox, links: .kept, action: "deleting",
            missingFolder: "Use listFiles to see what is there."
        )
        guard let kind = place.existing?.kind else { throw MissingPath(path, in: sandbox).error }
        let count = try delete(place, kind, path, isRecursive: isRecursive) { context.isCancelled }
        let what = kind == .folder ? "Folder" : kind == .link ? "Link" : "File"
        let more = kind == .folder ? " (\(count) in all, with what was in it)" : ""
        return ToolOutput(
            text: "\(what) \(path.quoted) deleted successfully\(more)",
            structured: [
                "path": .string(path.text), "type": .string(kind.rawValue), "deleted": JSONValue(count),
            ]
        )
    }

    private static func delete(
        _ place: Place, _ kind: FileStatus.Kind, _ path: SandboxPath, isRecursive: Bool,
        isCancelled: () -> Bool
    ) throws -> Int {
        do {
            guard kind == .folder else {
                try place.folder.removeFile(place.name)
                return 1
            }
            guard isRecursive else {
                throw FileError(
                    .isFolder, "\(path.quoted) is a folder.",
                    hint: "Set recursive to true to delete it with all that is in it."
                )
            }
            return try FolderRemoval(of: place.name, in: place.folder, isCancelled: isCancelled).count
        } catch let error as SystemError {
            throw error.explained("deleting", path)
        }
    }
}
