// SPDX-License-Identifier: Apache-2.0

internal import JSON
internal import SandboxFiles
internal import ToolKit

/// `writeFile`: makes, replaces or extends a text file.
enum WriteFileTool {
    static let tool = Tool(
        name: "writeFile",
        title: "Write a text file",
        description: """
            Writes text to a file of the sandbox as UTF-8: a new file, or the whole new contents of an old \
            one, which are lost. With append, the text goes to the end of the file instead. Use \
            createParents when folders of the path may be missing. The file changes in one step: on any \
            failure (a full disk, say) it stays as it was. \
            Example: {"path": "notes/today.txt", "content": "Buy milk\\n", "createParents": true}
            """,
        input: [
            "type": "object",
            "properties": [
                "path": [
                    "type": "string", "minLength": 1, "description": "The file, relative to the sandbox.",
                ],
                "content": [
                    "type": "string", "description": "The text to write, exactly; nothing is added.",
                ],
                "append": [
                    "type": "boolean", "default": false,
                    "description": "Whether to add to the end of the file rather than replace it.",
                ],
                "createParents": [
                    "type": "boolean", "default": false,
                    "description": "Whether to make the folders of the path that are missing.",
                ],
            ],
            "required": ["path", "content"],
            "additionalProperties": false,
        ],
        output: [
            "type": "object",
            "properties": [
                "path": ["type": "string"],
                "bytesWritten": [
                    "type": "integer", "minimum": 0, "description": "Of the text that was given.",
                ],
                "size": [
                    "type": "integer", "minimum": 0, "description": "Of the file as it is now, in bytes.",
                ],
                "created": ["type": "boolean", "description": "Whether the file is new."],
            ],
            "required": ["path", "bytesWritten", "size", "created"],
            "additionalProperties": false,
        ],
        annotations: [.writes, .destructive, .notIdempotent, .closedWorld],
        // Two appends to one file at a time would both start from the same old version.
        concurrency: .serialInTool
    ) { arguments, context in
        let sandbox = try Sandbox(path: context.paths.sandbox)
        let path = try SandboxPath.ofNew(arguments.require("path"))
        let appends = try arguments.value("append", default: false)
        if try arguments.value("createParents", default: false) {
            try sandbox.makeFolders(above: path)
        }
        let outcome = try write(
            arguments.require("content"), to: path, in: sandbox, appends: appends,
            isCancelled: { context.isCancelled }
        )
        return answer(outcome, path: path, appends: appends)
    }

    /// What a write did.
    private struct Outcome {
        var bytesWritten: Int
        var size: Int64
        var isNew: Bool
    }

    private static func place(for path: SandboxPath, in sandbox: Sandbox) throws(FileError) -> Place {
        if path.text.hasSuffix("/") {
            throw FileError(.isFolder, "\(path.quoted) names a folder, not a file.")
        }
        return try Place(
            path, in: sandbox, links: .followed, action: "writing",
            missingFolder: "Set createParents to true to create the folders \(path.parent.quoted)."
        )
    }

    private static func write(
        _ content: String, to path: SandboxPath, in sandbox: Sandbox, appends: Bool, isCancelled: () -> Bool
    ) throws -> Outcome {
        let place = try place(for: path, in: sandbox)
        let isNew = place.existing == nil
        if let existing = place.existing {
            if let refusal = existing.refusal(path) { throw refusal }
            try sandbox.explaining("writing", path) { () throws(SystemError) in
                try place.folder.checkWritable(place.name)
            }
        }
        if appends, !isNew {
            return try append(content, to: path, at: place, in: sandbox, isCancelled: isCancelled)
        }
        let bytes = Array(content.utf8)
        let status = try sandbox.explaining("writing", path) { () throws(SystemError) in
            let file = try ReplacementFile(at: place)
            try file.write(bytes)
            return try file.commit()
        }
        return Outcome(bytesWritten: bytes.count, size: status.size, isNew: isNew)
    }

    private static func append(
        _ content: String, to path: SandboxPath, at place: Place, in sandbox: Sandbox,
        isCancelled: () -> Bool
    ) throws -> Outcome {
        // The name was no link a moment ago. Opened beneath the file's own folder, it cannot lead out of it
        // now.
        let old = try sandbox.explaining("reading", path) { () throws(SystemError) in
            try place.folder.open(place.name, for: .reading)
        }
        let (status, sample) = try sandbox.explaining("reading", path) { () throws(SystemError) in
            (try old.status(), try old.read(TextEncoding.sampleBytes, at: 0))
        }
        if let refusal = status.refusal(path) ?? sandbox.refusalToRead(status, path) { throw refusal }
        let bytes = try encoded(content, like: sample, path)
        let result = try sandbox.explaining("writing", path) { () throws(SystemError) -> FileStatus? in
            let file = try ReplacementFile(at: place)
            guard try file.copy(from: old, isCancelled: isCancelled) else { return nil }
            try file.write(bytes)
            return try file.commit()
        }
        guard let result else { throw CancellationError() }
        return Outcome(bytesWritten: bytes.count, size: result.size, isNew: false)
    }

    /// The text in the encoding that the file has.
    private static func encoded(
        _ content: String, like sample: [UInt8], _ path: SandboxPath
    ) throws(FileError) -> [UInt8] {
        guard let encoding = TextEncoding(sample: sample) else {
            let type = MediaType(sample: sample, name: path.name ?? "")
            throw FileError(
                .binaryFile, "\(path.quoted) is not text: its type is \(type.name). Nothing was appended.",
                hint: "Write to another file, or replace this one without append."
            )
        }
        guard let bytes = encoding.encode(content) else {
            throw FileError(
                .binaryFile,
                "\(path.quoted) is \(encoding.rawValue) text, which lacks some of these characters.",
                hint: "Read it with files and write it anew, which makes it UTF-8."
            )
        }
        return bytes
    }

    private static func answer(_ outcome: Outcome, path: SandboxPath, appends: Bool) -> ToolOutput {
        let text =
            appends && !outcome.isNew
            ? "\(outcome.bytesWritten) bytes appended to \(path.quoted), which has \(outcome.size) bytes now"
            : "File \(path.quoted) written successfully (\(outcome.bytesWritten) bytes)"
        return ToolOutput(
            text: text,
            structured: [
                "path": .string(path.text),
                "bytesWritten": JSONValue(outcome.bytesWritten),
                "size": JSONValue(outcome.size),
                "created": .bool(outcome.isNew),
            ]
        )
    }
}
