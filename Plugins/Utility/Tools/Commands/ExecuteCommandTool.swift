// SPDX-License-Identifier: Apache-2.0

internal import JSON
internal import ToolKit

/// `executeCommand`: runs one program of a list, confined to the sandbox.
enum ExecuteCommandTool {
    static let tool = Tool(
        name: "executeCommand",
        title: "Run a command",
        description: """
            Runs one program in the sandbox and returns what it prints. There is no shell: no pipes, \
            redirections, wildcards or variables; each argument goes into args as it is. Allowed are \
            \(CommandAllowance.usual.joined(separator: ", ")), and what the operator has added. It sees the \
            sandbox and the system's programs, no other files and no network. Long output is cut in the \
            middle. To read, write, find or search files prefer the tools for files. \
            Example: {"command": "ls", "args": ["-la"]}
            """,
        input: input,
        output: output,
        // sort -o writes and find -delete deletes, if only in the sandbox.
        annotations: [.writes, .destructive, .notIdempotent, .closedWorld],
        timeout: .milliseconds(CommandLimits.longestTimeout),
        concurrency: .reentrant
    ) { arguments, context in
        let report = try CommandCall(arguments, context).run()
        return ToolOutput(text: report.text, structured: report.structured)
    }

    private static let input: JSONValue = [
        "type": "object",
        "properties": [
            "command": [
                "type": "string", "minLength": 1, "maxLength": 4096,
                "description": "The program's name, such as ls.",
            ],
            "args": [
                "type": "array", "default": [], "maxItems": JSONValue(CommandLimits.arguments),
                "items": ["type": "string", "maxLength": JSONValue(CommandLimits.argumentCharacters)],
                "description": "The arguments, one each: [\"-n\", \"5\", \"notes.txt\"].",
            ],
            "timeout": [
                "type": "integer", "default": JSONValue(CommandLimits.usualTimeout), "minimum": 1,
                "maximum": JSONValue(CommandLimits.longestTimeout),
                "description": "Milliseconds until the command is stopped.",
            ],
            "workingDirectory": [
                "type": "string", "default": ".", "minLength": 1,
                "description": "The folder to run in, relative to the sandbox.",
            ],
            "stdin": [
                "type": "string", "maxLength": JSONValue(CommandLimits.inputCharacters),
                "description": "A text for the command to read as its input.",
            ],
        ],
        "required": ["command"],
        "additionalProperties": false,
    ]

    private static let output: JSONValue = [
        "type": "object",
        "properties": [
            "exitCode": ["type": "integer", "description": "0 for success; missing when a signal ended it."],
            "signal": ["type": "string", "description": "The signal that ended it, such as SEGV."],
            "stdout": ["type": "string"],
            "stderr": ["type": "string"],
            "durationMs": ["type": "integer"],
            "truncated": ["type": "boolean", "description": "Whether output is missing in the middle."],
            "stdoutOmittedBytes": ["type": "integer"],
            "stderrOmittedBytes": ["type": "integer"],
            "replacedBytes": [
                "type": "boolean", "description": "Whether there was output that is no UTF-8.",
            ],
            "refusedPrograms": [
                "type": "integer", "description": "How often it tried to start what is not allowed.",
            ],
            "refusedProcesses": [
                "type": "integer", "description": "How often it tried to start too many processes.",
            ],
            "endedProcesses": ["type": "integer", "description": "How many processes it left behind."],
            "confinement": ["enum": ["full", "partial"]],
            "gaps": [
                "type": "array", "items": ["type": "string"],
                "description": "What the kernel could not enforce, a sentence each.",
            ],
        ],
        "required": ["stdout", "stderr", "durationMs", "truncated", "confinement"],
        "additionalProperties": false,
    ]
}
