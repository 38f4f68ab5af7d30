// SPDX-License-Identifier: Apache-2.0

internal import JSON
internal import SandboxFiles
internal import ToolKit

/// The lines that a search found, for a model and for programs.
struct GrepAnswer {
    /// The lines of an answer have no more bytes than this together: about 60 000 tokens.
    private static let textBytes = 256 << 10

    /// A line that matches, and those around it.
    private struct Match {
        let path: [UInt8]
        let line: MatchedLine
        let before: [MatchedLine]
        let after: [MatchedLine]

        var bytes: Int {
            path.count + (before + [line] + after).reduce(0) { $0 + $1.text.utf8.count + 8 }
        }
    }

    private let totals: Findings.Totals
    private let pattern: String
    private let path: SandboxPath
    private let isFile: Bool
    private var matches: [Match] = []

    private var leftOut: Int { totals.matchingLines - matches.count }

    /// `around` has, for each path, the lines around those that match.
    init(
        _ files: [Findings.File], _ totals: Findings.Totals, around: [[UInt8]: [Int: MatchedLine]],
        context: Int,
        pattern: String, path: SandboxPath, isFile: Bool
    ) {
        (self.totals, self.pattern, self.path, self.isFile) = (totals, pattern, path, isFile)
        var bytes = 0
        for file in files {
            for line in file.lines {
                let lines = around[file.path] ?? [:]
                let match = Match(
                    path: file.path, line: line,
                    before: (0..<context).reversed().compactMap { lines[line.number - 1 - $0] },
                    after: (0..<context).compactMap { lines[line.number + 1 + $0] }
                )
                bytes += match.bytes
                // One line is shown whatever it takes, or the caller would get nowhere.
                if bytes > Self.textBytes, !matches.isEmpty { return }
                matches.append(match)
            }
        }
    }

    var output: ToolOutput {
        ToolOutput(text: text, structured: .object(structured))
    }

    // MARK: - Text

    private var text: String {
        var lines: [String] = []
        var last: (path: [UInt8], number: Int)?
        for (index, match) in matches.enumerated() {
            let next = index + 1 < matches.count ? matches[index + 1] : nil
            let shown = last.flatMap { $0.path == match.path ? $0.number : nil } ?? 0
            let before = match.before.filter { $0.number > shown }
            let hasGap = last.map {
                $0.path != match.path || (before.first ?? match.line).number > $0.number + 1
            }
            if hasGap == true, hasContext { lines.append("--") }
            lines += before.map { Self.line($0, prefix(match.path, "-"), "-") }
            lines.append(Self.line(match.line, prefix(match.path, ":"), ":"))
            // A line that matches itself is shown as such, with what follows it.
            let end = next.flatMap { $0.path == match.path ? $0.line.number : nil } ?? .max
            let after = match.after.filter { $0.number < end }
            lines += after.map { Self.line($0, prefix(match.path, "-"), "-") }
            last = (match.path, (after.last ?? match.line).number)
        }
        return (lines + notes).joined(separator: "\n")
    }

    private var hasContext: Bool {
        matches.contains { !$0.before.isEmpty || !$0.after.isEmpty }
    }

    private func prefix(_ path: [UInt8], _ mark: String) -> String {
        isFile ? "" : VisibleName(String(decoding: path, as: UTF8.self)).text + mark
    }

    private static func line(_ line: MatchedLine, _ prefix: String, _ mark: String) -> String {
        "\(prefix)\(line.number)\(mark)\(line.text)"
    }

    /// What the lines do not say: that there are none, that there are more, what was not searched.
    private var notes: [String] {
        var notes: [String] = []
        if totals.matchingLines == 0 {
            let place =
                isFile ? path.quoted : "the \(Self.count(totals.filesSearched, "file")) of \(path.quoted)"
            notes.append("(no line in \(place) matches \(SandboxPath.quote(pattern)))")
        }
        if leftOut > 0 {
            notes.append(
                "(\(matches.count) of \(totals.matchingLines) matching lines, \(leftOut) left out; "
                    + "narrow the pattern or the path, or raise maxResults)")
        }
        if totals.isIncomplete {
            notes.append(
                "(time was up after \(Self.count(totals.filesSearched, "file")); search a folder further down)"
            )
        }
        if totals.binaryFiles > 0 {
            notes.append("(not searched, being no text: \(Self.count(totals.binaryFiles, "file")))")
        }
        if totals.partialFiles > 0 {
            notes.append("(searched up to a NUL byte: \(Self.count(totals.partialFiles, "file")))")
        }
        if totals.unreadable > 0 {
            notes.append(
                "(could not be read: \(Self.count(totals.unreadable, "file or folder", "files or folders")))")
        }
        if totals.costlyLines > 0 {
            notes.append(
                "(left out because the pattern takes too long on them: \(Self.count(totals.costlyLines, "line")); "
                    + "avoid repetitions within repetitions)")
        }
        return notes
    }

    private static func count(_ number: Int, _ one: String, _ many: String? = nil) -> String {
        "\(number) \(number == 1 ? one : many ?? one + "s")"
    }

    // MARK: - Data

    private var structured: JSONObject {
        [
            "path": .string(path.text),
            "matches": .array(matches.map { .object(Self.member($0)) }),
            "matchingLines": JSONValue(totals.matchingLines),
            "leftOut": JSONValue(leftOut),
            "filesSearched": JSONValue(totals.filesSearched),
            "filesMatched": JSONValue(totals.filesMatched),
            "binaryFiles": JSONValue(totals.binaryFiles),
            "partialFiles": JSONValue(totals.partialFiles),
            "unreadable": JSONValue(totals.unreadable),
            "costlyLines": JSONValue(totals.costlyLines),
            "complete": .bool(!totals.isIncomplete),
        ]
    }

    private static func member(_ match: Match) -> JSONObject {
        var member: JSONObject = [
            "path": .string(String(decoding: match.path, as: UTF8.self)),
            "line": JSONValue(match.line.number),
            "text": .string(match.line.text),
        ]
        if !match.before.isEmpty { member["before"] = .array(match.before.map { .string($0.text) }) }
        if !match.after.isEmpty { member["after"] = .array(match.after.map { .string($0.text) }) }
        return member
    }

    static let schema: JSONValue = [
        "type": "object",
        "properties": [
            "path": ["type": "string", "description": "The file or folder that was searched."],
            "matches": [
                "type": "array",
                "items": [
                    "type": "object",
                    "properties": [
                        "path": ["type": "string", "description": "Relative to the sandbox."],
                        "line": ["type": "integer", "minimum": 1],
                        "text": ["type": "string", "description": "The line; cut where it is long."],
                        "before": [
                            "type": "array", "items": ["type": "string"],
                            "description": "The lines before it, as many as context says.",
                        ],
                        "after": [
                            "type": "array", "items": ["type": "string"],
                            "description": "The lines after it.",
                        ],
                    ],
                    "required": ["path", "line", "text"],
                    "additionalProperties": false,
                ],
            ],
            "matchingLines": ["type": "integer", "minimum": 0, "description": "How many there are in all."],
            "leftOut": ["type": "integer", "minimum": 0, "description": "How many of them are not shown."],
            "filesSearched": ["type": "integer", "minimum": 0],
            "filesMatched": ["type": "integer", "minimum": 0],
            "binaryFiles": [
                "type": "integer", "minimum": 0,
                "description": "Files that are no text, which were not searched.",
            ],
            "partialFiles": [
                "type": "integer", "minimum": 0,
                "description": "Files that were searched up to a NUL byte, where they stop being text.",
            ],
            "unreadable": [
                "type": "integer", "minimum": 0, "description": "Files and folders that could not be read.",
            ],
            "costlyLines": [
                "type": "integer", "minimum": 0,
                "description": "Lines left out because the pattern takes too long on them.",
            ],
            "complete": ["type": "boolean", "description": "False when time was up before the end."],
        ],
        "required": [
            "path", "matches", "matchingLines", "leftOut", "filesSearched", "filesMatched", "binaryFiles",
            "partialFiles",
            "unreadable", "costlyLines", "complete",
        ],
        "additionalProperties": false,
    ]
}
