// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Diagnostics
import PluginRuntime

/// `toolhost plugin`: what plugins are, what they may do, and making them.
struct PluginCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plugin",
        abstract: "Write plugins, check and measure them, list and approve them.",
        subcommands: [
            PluginNewCommand.self, PluginCheckCommand.self, PluginListCommand.self, PluginInfoCommand.self,
            PluginApproveCommand.self, PluginBindCommand.self, PluginBenchCommand.self,
        ]
    )
}

/// What the commands about one plugin share.
enum PluginLookup {
    /// Looks at the plugin that a name or a path means.
    ///
    /// - Throws: `CommandFailure`.
    static func examine(
        _ name: String, in plugins: PluginHost, for what: String
    ) async throws -> PluginExamination {
        do {
            return try await plugins.examine(name)
        } catch {
            // A name that a plugin has given itself is known only after it was loaded.
            guard case .unknownPlugin = error, !name.contains("/") else { throw failure(error, what) }
        }
        await plugins.load()
        do {
            return try await plugins.examine(name)
        } catch {
            throw failure(error, what)
        }
    }

    /// A name or a file that cannot be meant is the caller's to mend, all else is not.
    static func failure(_ error: PluginError, _ what: String) -> CommandFailure {
        switch error {
        case .unknownPlugin, .ambiguousPlugin: CommandFailure(.unusable, what, error)
        default: CommandFailure(.failed, what, error)
        }
    }
}
