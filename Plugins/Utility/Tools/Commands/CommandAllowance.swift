// SPDX-License-Identifier: Apache-2.0

internal import Confinement
internal import Diagnostics

/// The commands that may be run: the usual ones, and those that the operator adds with EXEC_ALLOW.
struct CommandAllowance: Sendable, Hashable {
    typealias Command = AllowedPrograms.Program

    /// Commands that only look, as surfaces go by their names.
    static let usual = AllowedPrograms.usual
    /// The PATH of every command.
    static let folders = AllowedPrograms.folders

    let commands: [Command]

    /// - Parameter extra: names or absolute paths, separated by commas or white space; nil for none.
    init(extra: String?) {
        commands = AllowedPrograms(extra: extra).programs
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
    static func path(of command: Command) -> String? { command.found }

    /// The paths of all programs that this machine has and that `command` may start.
    ///
    /// `which` is a script on some systems: to let others start it the kernel would have to be told that they may start
    /// a shell, of which the supervisor alone would then keep them.
    func programs(startedBy command: Command) -> [String] {
        commands.filter { $0.name != "which" || $0 == command }.compactMap(Self.path)
    }
}
