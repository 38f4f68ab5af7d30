// SPDX-License-Identifier: Apache-2.0

internal import Diagnostics

/// Why a command was not run, or not to its end.
enum CommandError: UserFacingError, Hashable {
    /// Not on the list; `allowed` is the list.
    case notAllowed(String, allowed: [String])
    /// The name of a program and arguments in one text.
    case holdsArguments(program: String, arguments: [String])
    /// On the list, but not on this machine.
    case notInstalled(String)
    /// Stopped at its deadline; `printed` is the end of what it had printed.
    case timedOut(String, milliseconds: Int64, printed: String)
    /// Nothing but its text keeps the argument inside on this machine, and it looks as if it led out.
    case unconfinedArgument(String)
    /// The operator allows it, but nothing would keep it inside on this machine.
    case unconfinedProgram(String)

    var code: String {
        switch self {
        case .notAllowed: "command_not_allowed"
        case .holdsArguments: "invalid_arguments"
        case .notInstalled: "command_not_installed"
        case .timedOut: "command_timeout"
        case .unconfinedArgument, .unconfinedProgram: "unconfined"
        }
    }

    var message: String {
        switch self {
        case .notAllowed(let name, let allowed):
            "The command \(CommandText.quoted(name)) is not allowed. "
                + "Allowed are: \(allowed.joined(separator: ", "))."
        case .holdsArguments(let program, _):
            "A command is the name of a program alone, here \(CommandText.quoted(program)): there is no shell that "
                + "would take the rest apart."
        case .notInstalled(let name): "The command '\(name)' is allowed, but this machine does not have it."
        case .timedOut(let name, let milliseconds, let printed):
            "The command '\(name)' was stopped after \(milliseconds) ms, with all that it had started. "
                + (printed.isEmpty ? "It had printed nothing." : "It had printed:\n\(printed)\n")
        case .unconfinedArgument(let argument):
            "The argument \(CommandText.quoted(argument)) may lead out of the sandbox, and this machine's kernel "
                + "cannot keep a command inside."
        case .unconfinedProgram(let name):
            "The command '\(name)' was not run: this machine's kernel cannot keep it inside the sandbox."
        }
    }

    var hint: String? {
        switch self {
        case .notAllowed(let name, _):
            Self.substitutes[name] ?? "The operator can allow more with EXEC_ALLOW."
        case .holdsArguments(let program, let arguments):
            "Pass command \"\(program)\" and args [\(arguments.map { "\"\($0)\"" }.joined(separator: ", "))]."
        case .notInstalled: nil
        case .timedOut:
            "Pass a longer timeout, at most \(CommandLimits.longestTimeout) (milliseconds), or do less at a time."
        case .unconfinedArgument: "Name files relative to the working directory, without .. and links."
        case .unconfinedProgram: "The operator needs a kernel with Landlock (Linux 5.13) for it."
        }
    }

    /// What to use in place of commands that models like to try.
    private static let substitutes = [
        "rm": "Use the tool deleteFile.", "rmdir": "Use the tool deleteFile.",
        "mv": "Use the tool moveFile.", "cp": "Use the tool copyFile.",
        "mkdir": "Use the tool createDirectory.", "touch": "Use the tool writeFile.",
        "tee": "Use the tool writeFile.", "stat": "Use the tool getFileInfo.",
        "curl": "Use the tool fetch.", "wget": "Use the tool fetch.",
        "zip": "Use the tool zipFiles.", "unzip": "Use the tool unzipFile.", "tar": "Use the tool unzipFile.",
        "bc": "Use the tool math.", "expr": "Use the tool math.",
        "sh": shell, "bash": shell, "zsh": shell, "dash": shell,
    ]
    private static let shell = "There is no shell: call the program itself, with its arguments in args."
}
