// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import JSON
import PluginRuntime
import REPL

/// `toolhost plugin info`: everything about one plugin.
struct PluginInfoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "info", abstract: "Say all that can be found out about one plugin.",
        discussion: """
            The file is read first, without running any of it. If nothing speaks against it, the plugin is started in a \
            process of its own, with what it was granted or else the default permissions, so that it tells its tools. \
            Exit status: 0, also for a plugin that is not used, and 2 when there is none of that name.
            """
    )

    @Argument(help: "The plugin's name, its file's name without lib and .so, or the path of a file.")
    var plugin: String

    @Flag(name: .customLong("json"), help: "Print a JSON object.")
    var printsJSON = false

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let preparation = try await Preparation(
            options: common.values, file: common.config, needsPlugins: false)
        let plugins = preparation.plugins
        let seen = try await Signals.cancelling { [plugin] in
            try await PluginLookup.examine(plugin, in: plugins, for: "plugin info")
        }
        let quarantines = await plugins.recordedQuarantines().filter { $0.path == seen.path }
        await plugins.shutdown()
        var members = PluginJSON.members(of: seen)
        if !quarantines.isEmpty { members["quarantines"] = PluginJSON.quarantines(quarantines) }
        try await Console.answer(
            printsJSON
                ? JSONValue.object(members).jsonText() + "\n"
                : PluginReport.text(of: seen) + PluginReport.text(of: quarantines))
    }
}
