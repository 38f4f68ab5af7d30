// SPDX-License-Identifier: Apache-2.0

internal import JSON
internal import SandboxFiles
internal import Synchronization
internal import ToolKit

/// `findFiles`: the files whose names match a regular expression.
enum FindFilesTool {
    /// Paths in one answer unless the caller says otherwise: what a model reads in a few thousand tokens.
    private static let defaultResults = 1_000
    /// Paths in one answer at most.
    private static let maximumResults = 10_000
    /// Levels of folders unless the caller says otherwise.
    private static let defaultDepth = 10
    /// Paths on Linux cannot have more parts.
    private static let maximumDepth = 2_048

    static let tool = Tool(
        name: "findFiles",
        title: "Find files by name",
        description: """
            Finds files in a folder of the sandbox and below it by their names: one path a line, relative to \
            the sandbox, sorted. The pattern is a regular expression (PCRE2 syntax) that may match any part \
            of a name, case ignored; it is no wildcard and is not held against folders on the way. For all \
            names that end in .txt write "\\.txt$". Links are listed but not followed. Use listFiles to see \
            a single folder and grep to search in contents. \
            Example: {"pattern": "\\\\.swift$", "directory": "src"}
            """,
        input: inputSchema,
        output: outputSchema,
        annotations: [.readOnly, .idempotent, .closedWorld],
        concurrency: .reentrant
    ) { arguments, context in
        let sandbox = try Sandbox(path: context.paths.sandbox)
        let text: String = try arguments.require("pattern")
        let pattern = try LinePattern(text, ignoringCase: true)
        let directory = try SandboxPath(arguments.value("directory", default: "."))
        let depth = min(max(1, try arguments.value("maxDepth", default: defaultDepth)), maximumDepth)
        let rules =
            try arguments.value("respectGitignore", default: false)
            ? IgnoreRules.above(directory, in: sandbox) : nil
        let place = SearchPlace(directory)
        let walk = FolderWalk(
            try sandbox.openFolder(directory), depth: depth, rules: rules, base: place.prefix)
        let time = SearchTime(context)
        var found = try find(
            pattern, walk, place, includesFolders: arguments.value("includeDirectories", default: false), time
        )
        try context.checkCancelled()
        found.paths.sort { $0.bytes.lexicographicallyPrecedes($1.bytes) }
        let limit = min(max(1, try arguments.value("maxResults", default: defaultResults)), maximumResults)
        let answer = Answer(
            paths: found.paths.prefix(limit), total: found.paths.count, names: found.names,
            unreadable: walk.unreadable, isComplete: !walk.isStopped, pattern: text, directory: directory)
        return ToolOutput(text: answer.text, structured: .object(answer.structured))
    }

    /// A path that was found.
    private struct Path: Sendable {
        let bytes: [UInt8]
        let kind: FileStatus.Kind
    }

    /// What the threads have found together.
    private struct Found: Sendable {
        var paths: [Path] = []
        /// How many names were looked at.
        var names = 0
    }

    private static func find(
        _ pattern: LinePattern, _ walk: FolderWalk, _ place: SearchPlace, includesFolders: Bool,
        _ time: SearchTime
    ) throws -> Found {
        guard LineSearch(pattern) != nil else { throw FileError(.system, "The system is out of memory.") }
        let all = SharedFindings()
        WorkerThreads.run(WorkerThreads.recommended) {
            guard let search = LineSearch(pattern) else { return }
            var mine = Found()
            while let found = walk.next(isStopped: { time.isOver }) {
                mine.names += found.entries.count
                for entry in found.entries where includesFolders || entry.kind != .folder {
                    guard search.matches(entry.name) else { continue }
                    let bytes = place.prefix + found.folder.prefix + entry.bytes
                    mine.paths.append(Path(bytes: bytes, kind: entry.kind))
                }
            }
            all.add(mine)
        }
        return all.found.withLock { $0 }
    }

    /// Where the threads put together what each has found.
    private final class SharedFindings: Sendable {
        let found = Mutex(Found())

        func add(_ more: Found) {
            found.withLock { all in
                all.paths += more.paths
                all.names += more.names
            }
        }
    }

    // MARK: - The answer

    private struct Answer {
        let paths: ArraySlice<Path>
        let total: Int
        let names: Int
        let unreadable: Int
        let isComplete: Bool
        let pattern: String
        let directory: SandboxPath

        var text: String {
            var lines = paths.map { path in
                VisibleName(String(decoding: path.bytes, as: UTF8.self)).text
                    + (path.kind == .folder ? "/" : "")
            }
            if total == 0 {
                lines.append(
                    "(none of \(names) names in \(directory.quoted) matches \(SandboxPath.quote(pattern)))")
                if pattern.contains("/") { lines.append("(the pattern is held against names, not paths)") }
            } else if paths.count < total {
                lines.append(
                    "(\(paths.count) of \(total) paths, \(total - paths.count) left out; "
                        + "narrow the pattern or the directory, or raise maxResults)")
            }
            if !isComplete { lines.append("(time was up before all folders were searched)") }
            if unreadable > 0 { lines.append("(\(unreadable) folders could not be read)") }
            return lines.joined(separator: "\n")
        }

        var structured: JSONObject {
            [
                "directory": .string(directory.text),
                "files": .array(
                    paths.map { path in
                        [
                            "path": .string(String(decoding: path.bytes, as: UTF8.self)),
                            "type": .string(path.kind.rawValue),
                        ]
                    }),
                "total": JSONValue(total),
                "leftOut": JSONValue(total - paths.count),
                "unreadable": JSONValue(unreadable),
                "complete": .bool(isComplete),
            ]
        }
    }

    private static let outputSchema: JSONValue = [
        "type": "object",
        "properties": [
            "directory": ["type": "string", "description": "The folder that was searched."],
            "files": [
                "type": "array",
                "items": [
                    "type": "object",
                    "properties": [
                        "path": ["type": "string", "description": "Relative to the sandbox."],
                        "type": ["enum": ["file", "folder", "link", "fifo", "socket", "device"]],
                    ],
                    "required": ["path", "type"],
                    "additionalProperties": false,
                ],
            ],
            "total": ["type": "integer", "minimum": 0, "description": "How many names match in all."],
            "leftOut": ["type": "integer", "minimum": 0, "description": "How many of them are not shown."],
            "unreadable": [
                "type": "integer", "minimum": 0, "description": "Folders that could not be read.",
            ],
            "complete": ["type": "boolean", "description": "False when time was up before the end."],
        ],
        "required": ["directory", "files", "total", "leftOut", "unreadable", "complete"],
        "additionalProperties": false,
    ]

    private static let inputSchema: JSONValue = [
        "type": "object",
        "properties": [
            "pattern": [
                "type": "string", "minLength": 1,
                "description": "A regular expression for names; it may match any part of them.",
            ],
            "directory": [
                "type": "string", "default": ".",
                "description": "The folder to begin in, relative to the sandbox.",
            ],
            "includeDirectories": [
                "type": "boolean", "default": false,
                "description": "Whether folders may be found too; they end with \"/\".",
            ],
            "maxDepth": [
                "type": "integer", "minimum": 1, "maximum": JSONValue(maximumDepth),
                "default": JSONValue(defaultDepth),
                "description": "How many levels to search; 1 is the folder itself.",
            ],
            "maxResults": [
                "type": "integer", "minimum": 1, "maximum": JSONValue(maximumResults),
                "default": JSONValue(defaultResults), "description": "How many paths to show at most.",
            ],
            "respectGitignore": [
                "type": "boolean", "default": false,
                "description": "Whether to pass over what .gitignore files name, and Git's own folder.",
            ],
        ],
        "required": ["pattern"],
        "additionalProperties": false,
    ]
}
