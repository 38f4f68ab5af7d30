// SPDX-License-Identifier: Apache-2.0

internal import JSON
internal import SandboxFiles
internal import ToolKit

/// What moving and copying have in common: a source that exists, a destination, and the answer.
struct Transfer {
    let sourcePath: SandboxPath
    let source: Place
    let existing: FileStatus
    let destinationPath: SandboxPath
    let destination: Place
    let overwrites: Bool

    init(
        _ arguments: ToolArguments, in sandbox: Sandbox, links: Place.Links, action: String
    ) throws {
        sourcePath = try SandboxPath(arguments.require("source"))
        source = try Place(
            sourcePath, in: sandbox, links: links, action: action,
            missingFolder: "Use listFiles to see what is there."
        )
        guard let existing = source.existing else { throw MissingPath(sourcePath, in: sandbox).error }
        self.existing = existing
        (destination, destinationPath) = try Destination.place(
            arguments.require("destination"), for: sourcePath, in: sandbox, action: action
        )
        overwrites = try arguments.value("overwrite", default: true)
    }

    static func inputSchema(source: String, destination: String) -> JSONValue {
        [
            "type": "object",
            "properties": [
                "source": ["type": "string", "minLength": 1, "description": .string(source)],
                "destination": ["type": "string", "minLength": 1, "description": .string(destination)],
                "overwrite": [
                    "type": "boolean", "default": true,
                    "description": "Whether a file that has the destination's name may be replaced.",
                ],
            ],
            "required": ["source", "destination"],
            "additionalProperties": false,
        ]
    }

    static let outputSchema: JSONValue = [
        "type": "object",
        "properties": [
            "source": ["type": "string"],
            "destination": ["type": "string", "description": "Where it is now."],
            "type": ["enum": ["file", "folder", "link", "fifo", "socket", "device"]],
            "replaced": ["type": "boolean", "description": "Whether something of that name was replaced."],
            "leftOut": [
                "type": "integer", "minimum": 0,
                "description": "FIFOs, sockets, devices and hard links from outside that were not copied.",
            ],
        ],
        "required": ["source", "destination", "type", "replaced"],
        "additionalProperties": false,
    ]

    /// The tool's answer; `deed` is what was done: `moved to`.
    func answer(_ deed: String, leftOut: Int? = nil) -> ToolOutput {
        let what = existing.kind == .folder ? "Folder" : existing.kind == .link ? "Link" : "File"
        var structured: JSONObject = [
            "source": .string(sourcePath.text), "destination": .string(destinationPath.text),
            "type": .string(existing.kind.rawValue), "replaced": .bool(destination.existing != nil),
        ]
        var text = "\(what) \(sourcePath.quoted) \(deed) \(destinationPath.quoted) successfully"
        if let leftOut {
            structured["leftOut"] = JSONValue(leftOut)
            if leftOut > 0 {
                text += " (FIFOs, sockets, devices and hard links from outside left out: \(leftOut))"
            }
        }
        return ToolOutput(text: text, structured: .object(structured))
    }
}
