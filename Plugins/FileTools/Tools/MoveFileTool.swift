// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import JSON
internal import SandboxFiles
internal import ToolKit

/// `moveFile`: gives a file or folder another name or place.
enum MoveFileTool {
    static let tool = Tool(
        name: "moveFile",
        title: "Move or rename",
        description: """
            Moves or renames a file or folder within the sandbox, in one step. When the destination is a \
            folder that exists, the source goes into it under its own name. A file that has the \
            destination's name is replaced unless overwrite is false. \
            Example: {"source": "old-name.txt", "destination": "new-name.txt"}
            """,
        input: Transfer.inputSchema(
            source: "What to move, relative to the sandbox.",
            destination: "Its new name, relative to the sandbox, or a folder to move it into."
        ),
        output: Transfer.outputSchema,
        annotations: [.writes, .destructive, .notIdempotent, .closedWorld],
        concurrency: .reentrant
    ) { arguments, context in
        let sandbox = try Sandbox(path: context.paths.sandbox)
        let transfer = try Transfer(arguments, in: sandbox, links: .kept, action: "moving")
        do throws(SystemError) {
            try transfer.source.folder.rename(
                transfer.source.name, to: transfer.destination.folder, transfer.destination.name,
                replaces: transfer.overwrites
            )
        } catch {
            throw explained(error, transfer)
        }
        return transfer.answer("moved to")
    }

    private static func explained(_ error: SystemError, _ transfer: Transfer) -> FileError {
        switch error.number {
        case EEXIST, ENOTEMPTY:
            if transfer.destination.existing?.kind == .folder {
                FileError(
                    .notEmpty, "The folder \(transfer.destinationPath.quoted) exists already.",
                    hint: "Move its contents one by one, or delete it first with deleteFile."
                )
            } else {
                Destination.taken(transfer.destinationPath)
            }
        case EINVAL:
            FileError(.invalidPath, "\(transfer.sourcePath.quoted) cannot be moved into itself.")
        case EXDEV:
            FileError(
                .system, "\(transfer.destinationPath.quoted) is on another file system.",
                hint: "Use copyFile, then deleteFile."
            )
        case ENOTDIR:
            FileError(.exists, "A folder cannot replace the file \(transfer.destinationPath.quoted).")
        case EISDIR:
            FileError(.isFolder, "A file cannot replace the folder \(transfer.destinationPath.quoted).")
        default:
            error.explained("moving", transfer.sourcePath)
        }
    }
}
