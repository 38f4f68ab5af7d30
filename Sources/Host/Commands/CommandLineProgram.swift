// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Diagnostics
import REPL

/// Runs one command line and turns its end into an exit status and a message.
enum CommandLineProgram {
    /// Runs the command that `arguments`, the words after the program's name, ask for.
    static func run(
        _ arguments: [String], output: any TextOutput = FileOutput.standard,
        complaints: any TextOutput = FileOutput.standardError
    ) async -> CommandStatus {
        do {
            if let unknown = RootCommand.unknownCommand(in: arguments) { throw unknown }
            var command = try RootCommand.parseAsRoot(arguments)
            try await Console.$output.withValue(output) {
                try await Console.$complaints.withValue(complaints) {
                    if var command = command as? any AsyncParsableCommand {
                        try await command.run()
                    } else {
                        try command.run()
                    }
                }
            }
            return .ok
        } catch {
            let end = End.of(error)
            // Nothing is left to be told when both ends of the terminal are gone.
            try? await output.write(end.output)
            try? await complaints.write(TerminalText.harmless(end.complaint))
            return end.status
        }
    }

    /// How an error ends the program.
    struct End: Hashable {
        var status: CommandStatus
        var output = ""
        var complaint = ""

        static func of(_ error: any Error) -> End {
            switch error {
            case let failure as CommandFailure:
                End(status: failure.status, complaint: failure.text)
            case let status as CommandStatus:
                End(status: status)
            case REPLError.outputClosed:
                End(status: .failed)
            case is CancellationError:
                End(status: .interrupted)
            case let error as any UserFacingError:
                End(failure: CommandFailure(.failed, error.code, error.message, hint: error.hint))
            default:
                of(parserError: error)
            }
        }

        /// Errors of the argument parser, which also stand for `--help` and `--version`.
        private static func of(parserError error: any Error) -> End {
            let text = RootCommand.message(for: error)
            switch RootCommand.exitCode(for: error) {
            case .success:
                return End(status: .ok, output: RootCommand.fullMessage(for: error) + "\n")
            case .validationFailure:
                let hint = "See `\(RootCommand.usedCommand(in: error)) --help`."
                return End(failure: CommandFailure(.unusable, "command line", text, hint: hint))
            case let code:
                let status = CommandStatus(rawValue: code.rawValue) ?? .failed
                guard !text.isEmpty else { return End(status: status) }
                return End(failure: CommandFailure(status, "command", text))
            }
        }
    }
}

extension CommandLineProgram.End {
    init(failure: CommandFailure) {
        self.init(status: failure.status, complaint: failure.text)
    }
}

extension CommandStatus: Error {}

extension RootCommand {
    /// The failure to report when the first word is none of the commands, which the parser only calls unexpected.
    static func unknownCommand(in arguments: [String]) -> CommandFailure? {
        guard let word = arguments.first, !word.hasPrefix("-") else { return nil }
        let names = configuration.subcommands.compactMap { $0.configuration.commandName } + ["help"]
        guard !names.contains(word) else { return nil }
        let hint = NearestNames.hint(for: word, among: names) ?? "`toolhost --help` lists the commands."
        return CommandFailure(
            .unusable, "command line", "There is no command \"\(word.prefix(40))\".", hint: hint)
    }

    /// The command that the usage part of an error's message names: `toolhost call`.
    static func usedCommand(in error: any Error) -> String {
        let usage = fullMessage(for: error).split(separator: "\n").first { $0.hasPrefix("Usage: ") }
        let words = (usage ?? "").dropFirst("Usage: ".count).split(separator: " ")
        let names = words.prefix { word in word.allSatisfy { $0.isLetter } }
        return names.isEmpty ? "toolhost" : names.joined(separator: " ")
    }
}
