// SPDX-License-Identifier: Apache-2.0

internal import Diagnostics
internal import Glibc

/// The commands that may be run: the usual ones, and those that the operator adds with EXEC_ALLOW.
struct CommandAllowance: Sendable, Hashable {
    /// A command that may be run.
    struct Command: Sendable, Hashable {
        let name: String
        /// Where the operator says it is; nil to look for it in `folders`.
        let path: String?
        /// Whether the operator added it.
        let isExtra: Bool
    }

    /// Commands that only look, as surfaces go by their names.
    static let usual = [
        "ls", "pwd", "whoami", "date", "echo", "cat", "head", "tail", "wc", "sort", "uniq", "cut", "tr",
        "grep",
        "find", "which", "du", "df", "uname", "id", "groups", "uptime", "free", "ps",
    ]
    /// Where programs are looked for, in this order; also the PATH of every command.
    static let folders = ["/usr/local/bin", "/usr/bin", "/bin"]

    let commands: [Command]

    /// - Parameter extra: names or absolute paths, separated by commas or white space; nil for none.
    init(extra: String?) {
        var commands = Self.usual.map { Command(name: $0, path: nil, isExtra: false) }
        for entry in (extra ?? "").split(whereSeparator: { $0 == "," || $0.isWhitespace }) {
            let name = String(entry.split(separator: "/").last ?? "")
            guard !name.isEmpty, !commands.contains(where: { $0.name == name }) else { continue }
            let isPath = entry.hasPrefix("/")
            guard isPath || !entry.contains("/") else { continue }
            commands.append(Command(name: name, path: isPath ? String(entry) : nil, isExtra: true))
        }
        self.commands = commands
    }

    var names: [String] { commands.map(\.name) }

    /// The command that a model means by `given`: a name, or the path of a program on the list.
    ///
    /// - Throws: `CommandError.notAllowed`, or `.holdsArguments` when the first word would be allowed.
    func command(_ given: String) throws(CommandError) -> Command {
        if let found = find(given) { return found }
        let words = given.split(whereSeparator: \.isWhitespace).map(String.init)
        if words.count > 1, let first = words.first, find(first) != nil {
            throw .holdsArguments(program: first, arguments: Array(words.dropFirst()))
        }
        throw .notAllowed(given, allowed: names)
    }

    private func find(_ given: String) -> Command? {
        commands.first { command in
            if given == command.name || given == command.path { return true }
            return command.path == nil && Self.folders.contains { given == "\($0)/\(command.name)" }
        }
    }

    /// The program's absolute path, or nil when this machine does not have it.
    static func path(of command: Command) -> String? {
        if let path = command.path { return access(path, X_OK) == 0 ? path : nil }
        return folders.lazy.map { "\($0)/\(command.name)" }.first { access($0, X_OK) == 0 }
    }

    /// The paths of all programs that this machine has and that `command` may start.
    ///
    /// `which` is a script on some systems: to let others start it the kernel would have to be told that they may start
    /// a shell, of which the supervisor alone would then keep them.
    func programs(startedBy command: Command) -> [String] {
        commands.filter { $0.name != "which" || $0 == command }.compactMap(Self.path)
    }
}
