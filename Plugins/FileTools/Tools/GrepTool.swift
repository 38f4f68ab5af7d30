// SPDX-License-Identifier: Apache-2.0

internal import JSON
internal import SandboxFiles
internal import ToolKit

/// `grep`: the lines of files that match a regular expression.
enum GrepTool {
    /// Lines in one answer unless the caller says otherwise.
    private static let defaultResults = 200
    /// Lines in one answer at most; their bytes are limited too.
    private static let maximumResults = 10_000
    /// Lines before and after each match at most: what a screen shows.
    private static let maximumContext = 30

    static let tool = Tool(
        name: "grep",
        title: "Search in files",
        description: """
            Finds the lines of a text file, or of all text files in a folder and below it, that match a \
            regular expression (PCRE2 syntax: \\d \\w \\b . * + ? [a-z] (a|b) ^ $). Use it to find where \
            something is said before reading whole files. Case is ignored unless caseSensitive. Each result \
            is "path:line:text", or "line:text" when path is one file; lines around it are marked with "-". \
            A pattern matches within one line. Put \\ before . * + ? ( ) [ ] { } | ^ $ to search for these \
            characters. Binary files are passed over, links are not followed. With more than maxResults \
            lines the last line says how many were left out. \
            Example: {"pattern": "func \\\\w+Token", "path": "src", "context": 2}
            """,
        input: inputSchema,
        output: GrepAnswer.schema,
        annotations: [.readOnly, .idempotent, .closedWorld],
        concurrency: .reentrant
    ) { arguments, context in
        let sandbox = try Sandbox(path: context.paths.sandbox)
        let request = try Request(arguments)
        let time = SearchTime(context)
        let findings = Findings(limit: request.maxResults)
        let status = try sandbox.status(of: request.path)
        if status.kind == .folder {
            try searchFolder(request, in: sandbox, into: findings, time)
        } else {
            try searchFile(request, in: sandbox, into: findings, time)
        }
        try context.checkCancelled()
        let files = findings.files
        let around = surroundings(of: files, request, in: sandbox, time)
        try context.checkCancelled()
        return GrepAnswer(
            files, findings.totals, around: around, context: request.context, pattern: request.text,
            path: request.path, isFile: status.kind != .folder
        ).output
    }

    /// What the caller asked for.
    private struct Request: Sendable {
        let text: String
        let pattern: LinePattern
        let names: LinePattern?
        let path: SandboxPath
        let isRecursive: Bool
        let respectsIgnoreFiles: Bool
        let maxResults: Int
        let context: Int

        init(_ arguments: ToolArguments) throws {
            text = try arguments.require("pattern")
            pattern = try LinePattern(
                text, ignoringCase: !arguments.value("caseSensitive", default: false),
                wholeWord: arguments.value("wholeWord", default: false)
            )
            names = try arguments.optional("fileNames").map { (names: String) throws(FileError) in
                try LinePattern(names, ignoringCase: true)
            }
            path = try SandboxPath(arguments.value("path", default: "."))
            isRecursive = try arguments.value("recursive", default: true)
            respectsIgnoreFiles = try arguments.value("respectGitignore", default: false)
            maxResults = min(
                max(1, try arguments.value("maxResults", default: defaultResults)), maximumResults)
            context = min(max(0, try arguments.value("context", default: 0)), maximumContext)
        }
    }

    // MARK: - Searching

    private static func search(for pattern: LinePattern) throws(FileError) -> FileSearch {
        guard let search = FileSearch(pattern) else {
            throw FileError(.system, "The system is out of memory.")
        }
        return search
    }

    private static func searchFile(
        _ request: Request, in sandbox: Sandbox, into findings: Findings, _ time: SearchTime
    ) throws {
        let file = try sandbox.openFile(request.path)
        var search = try search(for: request.pattern)
        let outcome = try sandbox.explaining("reading", request.path) { () throws(SystemError) in
            try search.search(file.descriptor, keeping: request.maxResults) { time.isOver }
        }
        if outcome.isBinary {
            let sample = try? file.descriptor.read(TextEncoding.sampleBytes, at: 0)
            let type = MediaType(sample: sample ?? [], name: request.path.name ?? "")
            throw FileError(
                .binaryFile, "\(request.path.quoted) is not text: its type is \(type.name).",
                hint: "Only text can be searched."
            )
        }
        findings.add(outcome, Array(request.path.text.utf8))
    }

    private static func searchFolder(
        _ request: Request, in sandbox: Sandbox, into findings: Findings, _ time: SearchTime
    ) throws {
        let place = SearchPlace(request.path)
        let walk = FolderWalk(
            try sandbox.openFolder(request.path), depth: request.isRecursive ? .max : 1,
            rules: request.respectsIgnoreFiles ? .above(request.path, in: sandbox) : nil, base: place.prefix
        )
        // The first is made here, so that a lack of memory is reported.
        _ = try search(for: request.pattern)
        WorkerThreads.run(request.isRecursive ? WorkerThreads.recommended : 1) {
            guard var search = FileSearch(request.pattern) else { return }
            let names = request.names.flatMap { LineSearch($0) }
            while let found = walk.next(isStopped: { time.isOver }) {
                for entry in found.entries where entry.kind == .file {
                    if let names, !names.matches(entry.name) { continue }
                    if time.isOver { break }
                    let path = place.prefix + found.folder.prefix + entry.bytes
                    searchEntry(entry, path, in: found.folder, of: sandbox, &search, into: findings, time)
                }
            }
        }
        findings.count { totals in
            totals.unreadable += walk.unreadable
            if walk.isStopped { totals.isIncomplete = true }
        }
    }

    private static func searchEntry(
        _ entry: FolderEntry, _ path: [UInt8], in folder: FolderWalk.Folder, of sandbox: Sandbox,
        _ search: inout FileSearch, into findings: Findings, _ time: SearchTime
    ) {
        do throws(SystemError) {
            let file = try folder.descriptor.open(entry.bytes, for: .readingWithoutLinks)
            // Something else may have taken the name since it was read.
            let status = try file.status()
            guard status.kind == .file else { return }
            guard sandbox.owns(status) else {
                findings.count { $0.unreadable += 1 }
                return
            }
            let outcome = try search.search(file, keeping: findings.wanted(path)) { time.isOver }
            findings.add(outcome, path)
        } catch {
            findings.count { $0.unreadable += 1 }
        }
    }

    /// The lines around those that were found, by path and number.
    private static func surroundings(
        of files: [Findings.File], _ request: Request, in sandbox: Sandbox, _ time: SearchTime
    ) -> [[UInt8]: [Int: MatchedLine]] {
        guard request.context > 0, var search = FileSearch(request.pattern) else { return [:] }
        var around: [[UInt8]: [Int: MatchedLine]] = [:]
        for file in files {
            let numbers = file.lines.flatMap { line in
                (line.number - request.context)...(line.number + request.context)
            }
            // What cannot be read any more is shown without the lines around it.
            guard let text = String(validating: file.path, as: UTF8.self), let path = try? SandboxPath(text),
                let open = try? sandbox.openFile(path),
                let lines = try? search.lines(Set(numbers), of: open.descriptor, isStopped: { time.isOver })
            else { continue }
            around[file.path] = lines
        }
        return around
    }

    // MARK: - Arguments

    private static let inputSchema: JSONValue = [
        "type": "object",
        "properties": [
            "pattern": [
                "type": "string", "minLength": 1, "description": "The regular expression to search for.",
            ],
            "path": [
                "type": "string", "default": ".",
                "description": "The file or folder, relative to the sandbox; \".\" is the sandbox itself.",
            ],
            "caseSensitive": [
                "type": "boolean", "default": false,
                "description": "Whether capital and small letters are different.",
            ],
            "wholeWord": [
                "type": "boolean", "default": false,
                "description": "Whether no letter, digit or _ may stand next to a match.",
            ],
            "recursive": [
                "type": "boolean", "default": true,
                "description": "Whether to search the folders below too.",
            ],
            "maxResults": [
                "type": "integer", "minimum": 1, "maximum": JSONValue(maximumResults),
                "default": JSONValue(defaultResults), "description": "How many lines to show at most.",
            ],
            "context": [
                "type": "integer", "minimum": 0, "maximum": JSONValue(maximumContext), "default": 0,
                "description": "How many lines to show before and after each match.",
            ],
            "fileNames": [
                "type": "string", "minLength": 1,
                "description":
                    "A regular expression that the names of files must match, such as \\.swift$; case is ignored.",
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
