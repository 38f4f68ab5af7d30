// SPDX-License-Identifier: Apache-2.0

internal import Confinement
internal import SandboxFiles

/// A look at arguments for machines whose kernel cannot keep a command inside.
///
/// It goes by how arguments are written and by where names lead now. That is less than a kernel does, which is why the
/// answer says that the command was not fully confined.
struct UnconfinedArguments {
    let sandbox: Sandbox
    let directory: SandboxPath

    /// - Throws: `CommandError.unconfinedProgram`, `.unconfinedArgument` for the first that may lead out.
    func check(_ arguments: [String], of command: CommandAllowance.Command) throws(CommandError) {
        guard !command.isExtra else { throw .unconfinedProgram(command.name) }
        // echo prints its arguments, and which and tr take no files.
        guard !["echo", "tr"].contains(command.name) else { return }
        for argument in arguments {
            if Self.readsList(argument) || Self.followsLinks(argument, command.name)
                || command.name == "ps" && Self.showsEnvironment(argument)
            {
                throw .unconfinedArgument(argument)
            }
            for path in Self.paths(in: argument) where leadsOut(path) { throw .unconfinedArgument(argument) }
        }
    }

    /// Whether the option makes the command read names of files from a file, which nobody has looked at.
    private static func readsList(_ argument: String) -> Bool {
        let name = argument.prefix { $0 != "=" }
        if argument.hasPrefix("-files0-from") { return true }
        // Options may be abbreviated.
        return name.count >= 4 && "--files0-from".hasPrefix(name)
    }

    /// Whether the option makes the command follow links that it meets below the folders it is given.
    private static func followsLinks(_ argument: String, _ command: String) -> Bool {
        if argument.hasPrefix("--dereference") || argument == "-follow" { return true }
        guard argument.hasPrefix("-"), !argument.hasPrefix("--") else { return false }
        return argument.contains(command == "grep" ? "R" : "L")
            && ["grep", "find", "ls", "du"].contains(command)
    }

    /// Whether ps may show the variables of other processes: its old style of options, or a column by name.
    private static func showsEnvironment(_ argument: String) -> Bool {
        !argument.hasPrefix("-") || argument.lowercased().contains("env")
    }

    /// The parts of an argument that a command may take for a path.
    static func paths(in argument: String) -> [Substring] {
        var paths = [argument[...]]
        if let sign = argument.firstIndex(of: "=") { paths.append(argument[argument.index(after: sign)...]) }
        if argument.hasPrefix("-"), !argument.hasPrefix("--") { paths.append(argument.dropFirst(2)) }
        return paths.filter { !$0.isEmpty }
    }

    private func leadsOut(_ path: Substring) -> Bool {
        if path.hasPrefix("/") || path.split(separator: "/").contains("..") { return true }
        guard let inside = try? directory.appending(String(path)) else {
            // A name that is none cannot be opened.
            return false
        }
        do {
            _ = try sandbox.root.open(inside.bytes, for: .naming)
            return false
        } catch {
            return SystemError(number: error.number).explained("using", inside).reason == .leavesSandbox
        }
    }
}
