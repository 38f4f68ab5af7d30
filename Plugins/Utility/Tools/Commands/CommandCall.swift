// SPDX-License-Identifier: Apache-2.0

internal import Confinement
internal import SandboxFiles
internal import ToolKit

/// One call of `executeCommand`, its arguments read and checked.
struct CommandCall {
    let command: CommandAllowance.Command
    let allowance: CommandAllowance
    let arguments: [String]
    let timeout: Duration
    let directory: SandboxPath
    let input: String?
    let context: ToolContext
    /// What the kernel can enforce.
    var kernel = KernelFeatures.current

    init(_ given: ToolArguments, _ context: ToolContext) throws {
        allowance = CommandAllowance(extra: context.setting("exec.allow"))
        command = try allowance.command(given.require("command"))
        arguments = try given.value("args", default: [])
        timeout = .milliseconds(try given.value("timeout", default: CommandLimits.usualTimeout))
        directory = try SandboxPath(given.value("workingDirectory", default: "."))
        input = try given.optional("stdin")
        self.context = context
    }

    func run() throws -> CommandReport {
        guard let program = CommandAllowance.path(of: command) else {
            throw CommandError.notInstalled(command.name)
        }
        let sandbox = try Sandbox(path: context.paths.sandbox)
        let folder = try sandbox.openFolder(directory)
        if kernel.landlock == 0 {
            try UnconfinedArguments(sandbox: sandbox, directory: directory).check(arguments, of: command)
        }
        guard let launcher = LauncherPlace.find(given: context.setting("launcher")) else {
            throw ConfinementError.launcherMissing
        }
        let scratch = ScratchFolder(in: context.paths.cache)
        let confined = ConfinedProgram(
            policy: policy(program, scratch: scratch), launcher: launcher,
            keptHalfBytes: CommandLimits.keptHalfBytes)
        let outcome = try folder.withNumber { number in
            Result {
                try confined.run(
                    in: number, input: input.map { Array($0.utf8) },
                    cancelDescriptor: context.cancelDescriptor,
                    isCancelled: { context.isCancelled })
            }
        }.get()
        return try report(outcome)
    }

    private func policy(_ program: String, scratch: ScratchFolder?) -> ConfinementPolicy {
        let home = context.paths.sandbox
        var policy = ConfinementPolicy(
            program: program, arguments: [command.name] + arguments, deadline: timeout)
        policy.environment = CommandNeeds.environment(home: home, temporary: scratch?.path ?? home)
        policy.readable = ProgramNeeds.common + ProgramNeeds.extra(for: command.name)
        policy.writable = [home, ProgramNeeds.sink] + (scratch.map { [$0.path] } ?? [])
        policy.programs = allowance.programs(startedBy: command)
        policy.refusals = [.network, .attributes]
        policy.isStrict = context.setting("isolation") == "strict"
        return policy
    }

    private func report(_ outcome: ProgramOutcome) throws -> CommandReport {
        switch outcome.ending {
        case .cancelled: throw CancellationError()
        case .deadline:
            throw CommandError.timedOut(
                command.name, milliseconds: timeout.wholeMilliseconds,
                printed: CommandText.ending(of: [outcome.output, outcome.errors]))
        case .exited, .signalled:
            return CommandReport(outcome, kernel: kernel)
        }
    }
}
