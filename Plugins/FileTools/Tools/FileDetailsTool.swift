// SPDX-License-Identifier: Apache-2.0

internal import JSON
internal import SandboxFiles
internal import ToolKit

/// `getFileInfo`: what is known about a file or folder without reading it.
enum FileDetailsTool {
    static let tool = Tool(
        name: "getFileInfo",
        title: "Look at a file",
        description: """
            Tells type, size, times, permissions and MIME type of a file or folder in the sandbox. Use it \
            to see whether a path exists, how large it is or when it changed, before reading or replacing \
            it. A link is described by what it leads to. Times are ISO 8601 in UTC. \
            Example: {"path": "report.pdf"}
            """,
        input: [
            "type": "object",
            "properties": [
                "path": [
                    "type": "string", "minLength": 1,
                    "description": "The file or folder, relative to the sandbox.",
                ]
            ],
            "required": ["path"],
            "additionalProperties": false,
        ],
        output: [
            "type": "object",
            "properties": [
                "path": ["type": "string"],
                "type": ["enum": ["file", "folder", "fifo", "socket", "device"]],
                "size": ["type": "integer", "minimum": 0, "description": "In bytes."],
                "modified": ["type": "string", "description": "When the contents changed last."],
                "accessed": [
                    "type": "string", "description": "When it was read last, as far as that is kept.",
                ],
                "created": ["type": "string", "description": "When it was made, if the file system knows."],
                "mode": ["type": "string", "description": "The permission bits in octal, such as 0644."],
                "mimeType": ["type": "string"],
                "encoding": ["type": "string", "description": "Of a text file."],
                "linkTarget": ["type": "string", "description": "What the link says, if the path is one."],
            ],
            "required": ["path", "type", "size", "modified", "accessed", "mode", "mimeType"],
            "additionalProperties": false,
        ],
        annotations: [.readOnly, .idempotent, .closedWorld],
        concurrency: .reentrant
    ) { arguments, context in
        let sandbox = try Sandbox(path: context.paths.sandbox)
        let path = try SandboxPath(arguments.require("path"))
        let details = try details(of: path, in: sandbox)
        return ToolOutput(text: text(details), structured: .object(details))
    }

    private static func details(of path: SandboxPath, in sandbox: Sandbox) throws(FileError) -> JSONObject {
        let status = try sandbox.status(of: path)
        var details: JSONObject = [
            "path": .string(path.text),
            "type": .string(status.kind.rawValue),
            "size": JSONValue(status.size),
            "modified": .string(status.modified.text),
            "accessed": .string(status.accessed.text),
        ]
        if let created = status.created { details["created"] = .string(created.text) }
        details["mode"] = .string(status.octalMode)
        try describeContents(status, path, in: sandbox, &details)
        if let target = linkTarget(path, in: sandbox) { details["linkTarget"] = .string(target) }
        return details
    }

    private static func describeContents(
        _ status: FileStatus, _ path: SandboxPath, in sandbox: Sandbox, _ details: inout JSONObject
    ) throws(FileError) {
        switch status.kind {
        case .file:
            do {
                let file = try sandbox.openFile(path)
                let sample = try sandbox.explaining("reading", path) { () throws(SystemError) in
                    try file.descriptor.read(TextEncoding.sampleBytes, at: 0)
                }
                let type = MediaType(sample: sample, name: path.name ?? "")
                details["mimeType"] = .string(type.name)
                if type.isText, let encoding = TextEncoding(sample: sample) {
                    details["encoding"] = .string(encoding.rawValue)
                }
            } catch  where error.reason == .permission {
                // A file that may be looked at but not read has a size and times all the same.
                details["mimeType"] = "application/octet-stream"
            }
        case .folder:
            details["mimeType"] = .string(MediaType.folder.name)
        case .link, .fifo, .socket, .device:
            details["mimeType"] = .string("inode/\(status.kind.rawValue)")
        }
    }

    /// The text of the link that the last part of the path is; nil when it is none.
    private static func linkTarget(_ path: SandboxPath, in sandbox: Sandbox) -> String? {
        guard let name = path.name else { return nil }
        // What went away since is not described.
        guard let folder = try? sandbox.root.open(path.parent.bytes, for: .naming),
            let bytes = try? folder.target(ofLink: Array(name.utf8))
        else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func text(_ details: JSONObject) -> String {
        let labels = [
            ("path", "path"), ("type", "type"), ("size", "size"), ("modified", "modified"),
            ("accessed", "accessed"),
            ("created", "created"), ("mode", "mode"), ("mimeType", "MIME type"), ("encoding", "encoding"),
            ("linkTarget", "link to"),
        ]
        return labels.compactMap { name, label in
            guard let value = details[name] else { return nil }
            let shown = value.string.map { VisibleName($0).text } ?? value.jsonText()
            return "\(label): \(shown)\(name == "size" ? " bytes" : "")"
        }.joined(separator: "\n")
    }
}
