// SPDX-License-Identifier: Apache-2.0

internal import JSON
internal import SandboxFiles
internal import ToolKit

/// `files`: the text of a file.
enum ReadFileTool {
    static let tool = Tool(
        name: "files",
        title: "Read a text file",
        description: """
            Reads a text file of the sandbox. Use it whenever the contents of a file matter; never guess \
            them. UTF-8, UTF-16 with a byte order mark, Latin-1 and Windows-1252 are recognised; a binary \
            file is refused with its MIME type. Large files come in pages of \(TextPage.defaultBytes >> 10) \
            KiB: the last line then says which offset comes next. offset and limit count bytes of the file; \
            pages begin and end at whole characters, and at line ends where they can. \
            Example: {"path": "notes/today.txt"}
            """,
        input: [
            "type": "object",
            "properties": [
                "path": [
                    "type": "string", "minLength": 1, "description": "The file, relative to the sandbox.",
                ],
                "offset": [
                    "type": "integer", "minimum": 0, "default": 0,
                    "description": "The byte at which to begin, for the next page of a large file.",
                ],
                "limit": [
                    "type": "integer", "minimum": JSONValue(TextPage.minimumBytes),
                    "maximum": JSONValue(TextPage.maximumBytes), "default": JSONValue(TextPage.defaultBytes),
                    "description": "How many bytes to read at most.",
                ],
            ],
            "required": ["path"],
            "additionalProperties": false,
        ],
        output: [
            "type": "object",
            "properties": [
                "path": ["type": "string"],
                "content": ["type": "string", "description": "The text of this page."],
                "encoding": ["enum": .array(TextEncoding.allCases.map { .string($0.rawValue) })],
                "size": ["type": "integer", "minimum": 0, "description": "Of the whole file, in bytes."],
                "offset": ["type": "integer", "minimum": 0, "description": "The page's first byte."],
                "bytes": ["type": "integer", "minimum": 0, "description": "How many bytes the page covers."],
                "nextOffset": [
                    "type": "integer", "minimum": 1, "description": "Where the next page begins, if any.",
                ],
            ],
            "required": ["path", "content", "encoding", "size", "offset", "bytes"],
            "additionalProperties": false,
        ],
        annotations: [.readOnly, .idempotent, .closedWorld],
        concurrency: .reentrant
    ) { arguments, context in
        let sandbox = try Sandbox(path: context.paths.sandbox)
        let path = try SandboxPath(arguments.require("path"))
        let limit = try arguments.value("limit", default: TextPage.defaultBytes)
        let page = try TextPage(
            path, in: sandbox, offset: Int64(max(0, arguments.value("offset", default: 0))),
            limit: min(max(limit, TextPage.minimumBytes), TextPage.maximumBytes)
        )
        var answer: JSONObject = [
            "path": .string(path.text),
            "content": .string(page.text),
            "encoding": .string(page.encoding.rawValue),
            "size": JSONValue(page.size),
            "offset": JSONValue(page.offset),
            "bytes": JSONValue(page.bytes),
        ]
        guard let next = page.nextOffset else {
            return ToolOutput(text: page.text, structured: .object(answer))
        }
        answer["nextOffset"] = JSONValue(next)
        let lineEnd = page.text.hasSuffix("\n") ? "" : "\n"
        let closing = "(bytes \(page.offset) to \(next) of \(page.size); continue with offset \(next))"
        return ToolOutput(text: page.text + lineEnd + closing, structured: .object(answer))
    }
}
