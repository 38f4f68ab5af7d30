// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Diagnostics
import REPL
import Testing

@testable import Host

@Suite struct CommandLineProgramTests {
    @Test(arguments: [
        (["--version"], "toolhost 0.1.0\n"), (["settings"], SettingsTable.markdown),
    ])
    func `an answer goes to stdout and the status is 0`(arguments: [String], answer: String) async {
        let run = await ProgramRun(arguments)
        #expect(run == ProgramRun(status: .ok, output: answer, complaints: ""))
    }

    @Test(arguments: [[], ["--help"], ["help"], ["settings", "--help"], ["help", "settings"]])
    func `help is an answer`(arguments: [String]) async {
        let run = await ProgramRun(arguments)
        #expect(run.status == .ok)
        #expect(run.output.contains("USAGE: toolhost"))
        #expect(run.complaints.isEmpty)
    }

    @Test(arguments: [
        (
            ["nope"],
            "toolhost: command line: There is no command \"nope\".\nhint: `toolhost --help` lists the commands.\n"
        ),
        (["serv"], "toolhost: command line: There is no command \"serv\".\nhint: Did you mean \"serve\"?\n"),
        (["--nope"], "toolhost: command line: Unknown option '--nope'\nhint: See `toolhost --help`.\n"),
        (
            ["settings", "--nope"],
            "toolhost: command line: Unknown option '--nope'\nhint: See `toolhost settings --help`.\n"
        ),
    ])
    func `wrong usage is status 2 with a hint`(arguments: [String], complaint: String) async {
        let run = await ProgramRun(arguments)
        #expect(run == ProgramRun(status: .unusable, output: "", complaints: complaint))
    }

    @Test(arguments: [
        EndCase(
            CommandFailure(.failed, "call math", "It broke.", hint: "Try again."), .failed,
            "toolhost: call math: It broke.\nhint: Try again.\n"
        ),
        EndCase(
            CommandFailure(.unusable, "parse", "No such file.\n\n"), .unusable,
            "toolhost: parse: No such file.\n"),
        EndCase(CommandStatus.interrupted, .interrupted, ""),
        EndCase(CommandStatus.failed, .failed, ""),
        EndCase(ExitCode(2), .unusable, ""),
        EndCase(CancellationError(), .interrupted, ""),
        EndCase(REPLError.outputClosed, .failed, ""),
        EndCase(
            SettingsError.missingFile("a.yaml"), .failed,
            "toolhost: settings_file_unreadable: There is no file a.yaml.\n"
        ),
    ])
    func `every end has its status`(end: EndCase) {
        #expect(CommandLineProgram.End.of(end.error) == end.expected)
    }

    @Test func `a closed output ends quietly`() async {
        let complaints = Written()
        let status = await CommandLineProgram.run(
            ["--version"], output: ClosedOutput(), complaints: complaints)
        #expect(status == .ok)
        #expect(complaints.text.isEmpty)
        let failed = await CommandLineProgram.run(
            ["settings"], output: ClosedOutput(), complaints: complaints)
        #expect(failed == .failed)
        #expect(complaints.text.isEmpty)
    }
}

/// An error and what the program ends with.
struct EndCase: Sendable {
    var error: any Error
    var expected: CommandLineProgram.End

    init(_ error: any Error, _ status: CommandStatus, _ complaint: String) {
        self.error = error
        self.expected = CommandLineProgram.End(status: status, complaint: complaint)
    }
}
