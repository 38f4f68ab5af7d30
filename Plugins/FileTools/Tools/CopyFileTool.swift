// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import JSON
internal import SandboxFiles
internal import ToolKit

/// `copyFile`: makes a second file or folder like a first.
enum CopyFileTool {
    static let tool = Tool(
        name: "copyFile",
        title: "Copy",
        description: """
            Copies a file, or a folder with all that is in it, within the sandbox; permissions and times are \
            kept. When the destination is a folder that exists, the copy goes into it under the source's \
            name. A file that has the destination's name is replaced unless overwrite is false; a folder \
            never is. On any failure nothing is left behind. \
            Example: {"source": "file1.txt", "destination": "file1-copy.txt"}
            """,
        input: Transfer.inputSchema(
            source: "What to copy, relative to the sandbox.",
            destination: "The copy's name, relative to the sandbox, or a folder to copy it into."
        ),
        output: Transfer.outputSchema,
        annotations: [.writes, .destructive, .idempotent, .closedWorld],
        concurrency: .reentrant
    ) { arguments, context in
        let sandbox = try Sandbox(path: context.paths.sandbox)
        let transfer = try Transfer(arguments, in: sandbox, links: .followed, action: "copying")
        if transfer.destination.existing?.isSame(as: transfer.existing) == true {
            throw FileError(.exists, "\(transfer.sourcePath.quoted) cannot be copied onto itself.")
        }
        if transfer.destination.existing != nil, !transfer.overwrites {
            throw Destination.taken(transfer.destinationPath)
        }
        do {
            let leftOut = try copy(transfer, in: sandbox) { context.isCancelled }
            return transfer.answer("copied to", leftOut: leftOut)
        } catch let error as SystemError {
            throw explained(error, transfer)
        }
    }

    /// Copies the source; returns how many objects in a folder were left out.
    private static func copy(
        _ transfer: Transfer, in sandbox: Sandbox, isCancelled: () -> Bool
    ) throws -> Int {
        if transfer.existing.kind == .folder {
            guard transfer.destination.existing == nil else {
                throw FileError(
                    .exists, "\(transfer.destinationPath.quoted) exists already.",
                    hint: "Choose another destination, or delete it first with deleteFile."
                )
            }
            return try FolderCopy(
                of: transfer.source, at: transfer.destination, in: sandbox, isCancelled: isCancelled
            ).leftOut
        }
        if let refusal = transfer.existing.refusal(transfer.sourcePath) { throw refusal }
        if let refusal = transfer.destination.existing?.refusal(transfer.destinationPath) { throw refusal }
        let source = try transfer.source.folder.open(transfer.source.name, for: .reading)
        let status = try source.status()
        let path = transfer.sourcePath
        if let refusal = status.refusal(path) ?? sandbox.refusalToRead(status, path) { throw refusal }
        let file = try ReplacementFile(at: transfer.destination)
        guard try file.copy(from: source, isCancelled: isCancelled) else { throw CancellationError() }
        try file.resemble(status)
        _ = try file.commit(replaces: transfer.overwrites)
        return 0
    }

    private static func explained(_ error: SystemError, _ transfer: Transfer) -> FileError {
        error.number == EEXIST
            ? Destination.taken(transfer.destinationPath) : error.explained("copying", transfer.sourcePath)
    }
}
