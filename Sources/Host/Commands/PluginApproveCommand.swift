// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import PluginRuntime
import REPL

/// `toolhost plugin approve`: lets a plugin do what it asks for, or takes that back.
struct PluginApproveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve", abstract: "See what a plugin asks for, and let it have that.",
        discussion: """
            What is approved is this version of the file, with these permissions and these tools; when one of them changes, \
            the plugin waits again. A host that runs takes it when it looks at its plugins the next time. \
            Exit status: 0 when the plugin may do what it asks for, 1 when not.
            """
    )

    @Argument(help: "The plugin's name, its file's name without lib and .so, or the path of a file.")
    var plugin: String

    @Flag(name: .customLong("yes"), help: "Approve without asking.")
    var consents = false

    @Flag(name: .customLong("revoke"), help: "Take back what was approved of the plugin, in all versions.")
    var revokes = false

    @OptionGroup var common: CommonOptions

    private static let what = "plugin approve"

    func validate() throws {
        if consents, revokes { throw ValidationError("--yes and --revoke exclude each other.") }
    }

    func run() async throws {
        let preparation = try await Preparation(
            options: common.values, file: common.config, needsPlugins: false)
        let plugins = preparation.plugins
        let outcome = try await Signals.cancelling { [self] in
            try await revokes ? revoke(in: plugins) : decide(in: plugins)
        }
        await plugins.shutdown()
        if let outcome { throw outcome }
    }

    /// - Returns: The failure to end with; nil for none.
    private func decide(in plugins: PluginHost) async throws -> CommandFailure? {
        let seen = try await PluginLookup.examine(plugin, in: plugins, for: Self.what)
        let dialogue = ApprovalDialogue(
            plugins: plugins, say: { try await Console.answer($0) }, ask: Console.question)
        do {
            switch try await dialogue.decide(on: seen, consents: consents) {
            case .nothingToDo: return nil
            case .approved:
                try await Console.answer("\(seen.name) is approved.\n")
                return nil
            case .declined: return CommandFailure(.failed, Self.what, "\(seen.name) was not approved.")
            case .unasked:
                return CommandFailure(
                    .unusable, Self.what, "\(seen.name) was not approved: there is no terminal to ask at.",
                    hint: "Add --yes to approve what is shown above.")
            }
        } catch let error as PluginError {
            return PluginLookup.failure(error, Self.what)
        }
    }

    private func revoke(in plugins: PluginHost) async throws -> CommandFailure? {
        let revoked: [PluginApproval]
        do {
            revoked = try await plugins.revoke(plugin)
        } catch {
            return PluginLookup.failure(error, Self.what)
        }
        guard !revoked.isEmpty else {
            return CommandFailure(.unusable, Self.what, "Nothing was approved of \"\(plugin)\".")
        }
        let lines = revoked.map {
            "\($0.name) \($0.version), approved on \($0.date.prefix(10)), is taken back.\n"
        }
        try await Console.answer(lines.joined())
        return nil
    }
}
