// SPDX-License-Identifier: Apache-2.0

internal import JSON
internal import SandboxFiles
internal import ToolKit

/// `listFiles`: the names in a folder.
enum ListFilesTool {
    /// Names in one answer unless the caller says otherwise: what a model reads in a few thousand tokens.
    static let defaultNames = 1_000
    /// Names in one answer at most: about 2 MB with their details.
    static let maximumNames = 10_000

    static let tool = Tool(
        name: "listFiles",
        title: "List files",
        description: """
            Lists the names in a folder of the sandbox, one a line, sorted; folders end with "/". Use it to \
            find out what is there before reading or changing files. With recursive, all folders below are \
            listed too, as paths relative to the folder; links are shown but not followed. Long listings \
            come in pages of \(defaultNames) names: the last line then says how many are left out and which \
            offset comes next. \
            Example: {"path": "docs", "recursive": true}
            """,
        input: [
            "type": "object",
            "properties": [
                "path": [
                    "type": "string", "default": ".",
                    "description": "The folder, relative to the sandbox; \".\" is the sandbox itself.",
                ],
                "recursive": [
                    "type": "boolean", "default": false,
                    "description": "Whether to list the folders below too.",
                ],
                "offset": [
                    "type": "integer", "minimum": 0, "default": 0,
                    "description": "How many names to pass over, for the next page of a long listing.",
                ],
                "limit": [
                    "type": "integer", "minimum": 1, "maximum": JSONValue(maximumNames),
                    "default": JSONValue(defaultNames), "description": "How many names to list at most.",
                ],
            ],
            "additionalProperties": false,
        ],
        output: outputSchema,
        annotations: [.readOnly, .idempotent, .closedWorld],
        concurrency: .reentrant
    ) { arguments, context in
        let sandbox = try Sandbox(path: context.paths.sandbox)
        let path = try SandboxPath(arguments.value("path", default: "."))
        let isRecursive = try arguments.value("recursive", default: false)
        let listing = try FolderListing(path, in: sandbox, isRecursive: isRecursive) { context.isCancelled }
        let offset = try arguments.value("offset", default: 0)
        let limit = try arguments.value("limit", default: defaultNames)
        let page = listing.items.dropFirst(max(0, offset)).prefix(min(max(1, limit), maximumNames))
        let folder = try sandbox.openFolder(path)
        return ToolOutput(
            text: text(page, of: listing, path: path),
            structured: .object(structured(page, of: listing, path: path, folder: folder))
        )
    }

    private static let outputSchema: JSONValue = [
        "type": "object",
        "properties": [
            "path": ["type": "string", "description": "The folder that was listed."],
            "entries": [
                "type": "array",
                "items": [
                    "type": "object",
                    "properties": [
                        "name": ["type": "string", "description": "Relative to the folder that was listed."],
                        "path": [
                            "type": "string", "description": "Relative to the sandbox, for the next call.",
                        ],
                        "type": ["enum": ["file", "folder", "link", "fifo", "socket", "device"]],
                        "size": ["type": "integer", "minimum": 0, "description": "In bytes."],
                        "modified": ["type": "string", "description": "ISO 8601, in UTC."],
                    ],
                    "required": ["name", "path", "type"],
                    "additionalProperties": false,
                ],
            ],
            "total": ["type": "integer", "minimum": 0, "description": "How many names there are in all."],
            "offset": ["type": "integer", "minimum": 0, "description": "How many names come before these."],
            "leftOut": ["type": "integer", "minimum": 0, "description": "How many names come after these."],
            "nextOffset": [
                "type": "integer", "minimum": 1, "description": "Where the next page begins, if any.",
            ],
            "unreadable": [
                "type": "integer", "minimum": 0, "description": "Folders that could not be read.",
            ],
        ],
        "required": ["path", "entries", "total", "offset", "leftOut", "unreadable"],
        "additionalProperties": false,
    ]

    // MARK: - The answer

    private static func text(
        _ page: ArraySlice<FolderListing.Item>, of listing: FolderListing, path: SandboxPath
    ) -> String {
        var lines = page.map { VisibleName($0.text).text + ($0.kind == .folder ? "/" : "") }
        let total = listing.items.count
        if total == 0 {
            lines.append("(the folder \(path.quoted) is empty)")
        } else if page.isEmpty {
            lines.append("(no names from this offset on; \(path.quoted) has \(total))")
        } else if page.endIndex < total {
            lines.append(
                "(\(page.count) of \(total) names, \(total - page.endIndex) left out; "
                    + "continue with offset \(page.endIndex))"
            )
        }
        if listing.unreadable > 0 {
            lines.append("(\(listing.unreadable) folders could not be read)")
        }
        let odd = page.count { !$0.isUTF8 }
        if odd > 0 {
            lines.append("(names that are not UTF-8, shown with \u{FFFD}, which no tool can open: \(odd))")
        }
        return lines.joined(separator: "\n")
    }

    private static func structured(
        _ page: ArraySlice<FolderListing.Item>, of listing: FolderListing, path: SandboxPath,
        folder: borrowing Descriptor
    ) -> JSONObject {
        let leftOut = max(0, listing.items.count - page.endIndex)
        var answer: JSONObject = [
            "path": .string(path.text),
            "entries": .array(page.map { .object(entry($0, path: path, folder: folder)) }),
            "total": JSONValue(listing.items.count),
            "offset": JSONValue(page.startIndex),
            "leftOut": JSONValue(leftOut),
        ]
        if leftOut > 0 { answer["nextOffset"] = JSONValue(page.endIndex) }
        answer["unreadable"] = JSONValue(listing.unreadable)
        return answer
    }

    private static func entry(
        _ item: FolderListing.Item, path: SandboxPath, folder: borrowing Descriptor
    ) -> JSONObject {
        let name = item.text
        var entry: JSONObject = [
            "name": .string(name),
            "path": .string(path.isRoot ? name : "\(path.components.joined(separator: "/"))/\(name)"),
            "type": .string(item.kind.rawValue),
        ]
        // One that went away since it was listed stays in the answer, without its details.
        if let status = try? folder.open(item.bytes, for: .namingLink).status() {
            entry["size"] = JSONValue(status.size)
            entry["modified"] = .string(status.modified.text)
        }
        return entry
    }
}
