// SPDX-License-Identifier: Apache-2.0

import Diagnostics
internal import JSON
internal import SandboxFiles
internal import ToolKit

/// `zipFiles`: packs files and folders into a zip archive.
enum ZipFilesTool {
    static let tool = Tool(
        name: "zipFiles",
        title: "Make a zip archive",
        description: """
            Packs files and folders of the sandbox into a zip archive. A folder goes in with all that is below it. \
            Patterns work: *.txt in one folder, docs/**/*.md in all folders below docs. Names in the archive are \
            the paths as given; permissions and times are kept; links are packed as links. An archive of that name is \
            replaced, unless overwrite is false. At most 100000 files at a time. \
            Example: {"files": ["report.txt", "images"], "output": "archive.zip"}
            """,
        input: [
            "type": "object",
            "properties": [
                "files": [
                    "type": "array", "minItems": 1, "items": ["type": "string", "minLength": 1],
                    "description": "Files, folders and patterns, relative to the sandbox.",
                ],
                "output": [
                    "type": "string", "minLength": 1,
                    "description":
                        "The archive to write, relative to the sandbox; its name should end in .zip.",
                ],
                "overwrite": [
                    "type": "boolean", "default": true,
                    "description": "Whether a file of that name is replaced.",
                ],
            ],
            "required": ["files", "output"],
            "additionalProperties": false,
        ],
        output: [
            "type": "object",
            "properties": [
                "output": ["type": "string"],
                "size": ["type": "integer", "minimum": 0, "description": "Of the archive, in bytes."],
                "files": ["type": "integer", "minimum": 0],
                "folders": ["type": "integer", "minimum": 0],
                "links": ["type": "integer", "minimum": 0],
                "inputBytes": [
                    "type": "integer", "minimum": 0, "description": "Of all files together, before packing.",
                ],
                "leftOut": [
                    "type": "integer", "minimum": 0,
                    "description":
                        "Devices, FIFOs, sockets and names that are no UTF-8, which cannot be packed.",
                ],
            ],
            "required": ["output", "size", "files", "folders", "links", "inputBytes", "leftOut"],
            "additionalProperties": false,
        ],
        annotations: [.writes, .destructive, .notIdempotent, .closedWorld],
        timeout: .seconds(600),
        concurrency: .reentrant
    ) { arguments, context in
        let sandbox = try Sandbox(path: context.paths.sandbox)
        let files: [String] = try arguments.require("files")
        let output = try SandboxPath.ofNew(arguments.require("output"))
        let place = try place(
            for: output, in: sandbox, overwrites: arguments.value("overwrite", default: true))
        let list = try PackingList(
            of: files, in: sandbox, output: place.existing, limits: ArchiveLimits(),
            isCancelled: { context.isCancelled }
        )
        return try pack(list, to: place, output, in: sandbox, context: context)
    }

    /// Endings that promise another kind of archive than zip.
    private static let otherEndings = [".tar", ".gz", ".tgz", ".bz2", ".xz", ".zst", ".7z", ".rar"]

    private static func place(
        for output: SandboxPath, in sandbox: Sandbox, overwrites: Bool
    ) throws -> Place {
        let name = output.text.lowercased()
        if let ending = otherEndings.first(where: name.hasSuffix) {
            throw ArchiveError(
                .unsupportedFormat, "zipFiles makes zip archives only, no \(ending) files.",
                hint: "Choose an output that ends in .zip."
            )
        }
        if output.text.hasSuffix("/") {
            throw FileError(
                .isFolder, "\(output.quoted) names a folder, not a file.",
                hint: "Add the archive's name, such as archive.zip."
            )
        }
        let place = try Place(
            output, in: sandbox, links: .followed, action: "writing",
            missingFolder: "Make it first with createDirectory."
        )
        if let existing = place.existing {
            if let refusal = existing.refusal(output) { throw refusal }
            if !overwrites {
                throw ArchiveError(
                    .exists, "\(output.quoted) exists already.",
                    hint: "Choose another output, or set overwrite to true to replace it."
                )
            }
        }
        return place
    }

    private static func pack(
        _ list: PackingList, to place: Place, _ output: SandboxPath, in sandbox: Sandbox, context: ToolContext
    ) throws -> ToolOutput {
        let file = try sandbox.explaining("writing", output) { () throws(SystemError) in
            try ReplacementFile(at: place)
        }
        var packing = try Packing(into: file, as: output, in: sandbox, context: context)
        try packing.run(list.items)
        try context.checkCancelled()
        let status = try sandbox.explaining("writing", output) { () throws(SystemError) in
            // The files are still there: after a power cut the archive can be made again.
            try file.commit(isDurable: false)
        }
        return answer(packing.outcome, leftOut: list.leftOut, output: output, size: status.size)
    }

    // MARK: - The answer

    private static func answer(
        _ outcome: Packing.Outcome, leftOut: Int, output: SandboxPath, size: Int64
    ) -> ToolOutput {
        var counts = [Counted(outcome.files, "file").text]
        if outcome.folders > 0 { counts.append(Counted(outcome.folders, "folder").text) }
        if outcome.links > 0 { counts.append(Counted(outcome.links, "link").text) }
        var text =
            "Archive \(output.quoted) created successfully (\(counts.joined(separator: ", ")): "
            + "\(ByteCount(outcome.inputBytes).text) packed into \(ByteCount(size).text))"
        if leftOut > 0 {
            text +=
                "\nLeft out: \(leftOut) that cannot be packed (devices, FIFOs, sockets, names not in UTF-8)"
        }
        return ToolOutput(
            text: text,
            structured: [
                "output": .string(output.text),
                "size": JSONValue(size),
                "files": JSONValue(outcome.files),
                "folders": JSONValue(outcome.folders),
                "links": JSONValue(outcome.links),
                "inputBytes": JSONValue(outcome.inputBytes),
                "leftOut": JSONValue(leftOut),
            ]
        )
    }
}
