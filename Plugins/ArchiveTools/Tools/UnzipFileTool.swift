// SPDX-License-Identifier: Apache-2.0

import Diagnostics
internal import JSON
internal import SandboxFiles
internal import ToolKit

/// `unzipFile`: unpacks an archive into a folder.
enum UnzipFileTool {
    static let tool = Tool(
        name: "unzipFile",
        title: "Unpack an archive",
        description: """
            Unpacks a zip or tar archive (also .tar.gz, .tar.bz2, .tar.xz, .tar.zst) of the sandbox into a folder, \
            which is made when it is missing. Either all of it is unpacked or nothing. Names that lead out of the \
            folder, links, passwords, more than 100000 entries or 8 GiB are refused. Archives inside the archive \
            stay packed. Files that are there already are kept and the call refused, unless overwrite is true. \
            Example: {"archive": "archive.zip", "outputDir": "extracted"}
            """,
        input: [
            "type": "object",
            "properties": [
                "archive": [
                    "type": "string", "minLength": 1, "description": "The archive, relative to the sandbox.",
                ],
                "outputDir": [
                    "type": "string", "minLength": 1,
                    "description": "The folder to unpack into, relative to the sandbox.",
                ],
                "overwrite": [
                    "type": "boolean", "default": false,
                    "description": "Whether files of the same name are replaced.",
                ],
                "leaveOutLinks": [
                    "type": "boolean", "default": false,
                    "description": "Whether to leave out links and devices rather than refuse the archive.",
                ],
            ],
            "required": ["archive", "outputDir"],
            "additionalProperties": false,
        ],
        output: [
            "type": "object",
            "properties": [
                "archive": ["type": "string"],
                "outputDir": ["type": "string"],
                "format": ["enum": ["zip", "tar"]],
                "files": ["type": "integer", "minimum": 0],
                "folders": ["type": "integer", "minimum": 0],
                "bytes": ["type": "integer", "minimum": 0, "description": "Of all files together."],
                "names": [
                    "type": "array", "items": ["type": "string"], "maxItems": JSONValue(Unpacking.shownNames),
                    "description": "The first names, relative to outputDir; folders end in a slash.",
                ],
                "leftOut": [
                    "type": "integer", "minimum": 0, "description": "Links and devices that were left out.",
                ],
            ],
            "required": ["archive", "outputDir", "format", "files", "folders", "bytes", "names", "leftOut"],
            "additionalProperties": false,
        ],
        annotations: [.writes, .destructive, .notIdempotent, .closedWorld],
        timeout: .seconds(600),
        concurrency: .reentrant
    ) { arguments, context in
        let sandbox = try Sandbox(path: context.paths.sandbox)
        let path = try SandboxPath(arguments.require("archive"))
        let output = try SandboxPath.ofNew(arguments.require("outputDir"))
        let outcome = try unpack(
            path, to: output, in: sandbox,
            overwrites: arguments.value("overwrite", default: false),
            leavesLinksOut: arguments.value("leaveOutLinks", default: false), context: context
        )
        return answer(outcome.what, outcome.format, from: path, to: output)
    }

    private static func unpack(
        _ path: SandboxPath, to output: SandboxPath, in sandbox: Sandbox, overwrites: Bool,
        leavesLinksOut: Bool, context: ToolContext
    ) throws -> (what: Unpacking.Outcome, format: UnpackingSource.Format) {
        let limits = ArchiveLimits()
        let source = try UnpackingSource(path, in: sandbox, limits: limits, context: context)
        let target = try UnpackingTarget(output, in: sandbox)
        try target.checkRoom(for: source.unpackedBytes ?? source.archiveBytes)
        let unpacking = Unpacking(
            source, into: target.folder, as: output, leavesLinksOut: leavesLinksOut, limits: limits,
            context: context
        )
        try unpacking.run()
        try context.checkCancelled()
        try target.deliver(overwrites: overwrites)
        return (unpacking.outcome, source.format)
    }

    // MARK: - The answer

    /// Names that the text shows; the structured answer has more.
    private static let textNames = 20

    private static func answer(
        _ outcome: Unpacking.Outcome, _ format: UnpackingSource.Format, from path: SandboxPath,
        to output: SandboxPath
    ) -> ToolOutput {
        ToolOutput(
            text: text(outcome, from: path, to: output),
            structured: [
                "archive": .string(path.text),
                "outputDir": .string(output.text),
                "format": .string(format.rawValue),
                "files": JSONValue(outcome.files),
                "folders": JSONValue(outcome.folders),
                "bytes": JSONValue(outcome.bytes),
                "names": .array(outcome.names.map(JSONValue.string)),
                "leftOut": JSONValue(outcome.leftOut),
            ]
        )
    }

    private static func text(
        _ outcome: Unpacking.Outcome, from path: SandboxPath, to output: SandboxPath
    ) -> String {
        let size = ByteCount(outcome.bytes).text
        var lines = [
            "Archive \(path.quoted) extracted to \(output.quoted) successfully "
                + "(\(Counted(outcome.files, "file").text), \(size))"
        ]
        lines += outcome.names.prefix(textNames).map { VisibleName($0).text }
        let rest = outcome.files + outcome.folders - min(outcome.names.count, textNames)
        if rest > 0 { lines.append("… and \(rest) more; use listFiles to see them") }
        if outcome.leftOut > 0 {
            lines.append("Left out: \(Counted(outcome.leftOut, "link or device", "links and devices").text)")
        }
        if outcome.translated > 0 {
            lines.append(
                "\(Counted(outcome.translated, "name").text) not in UTF-8 read as code page 437; "
                    + "check for odd letters")
        }
        return lines.joined(separator: "\n")
    }
}
