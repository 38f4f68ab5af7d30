// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import JSON
import PluginRuntime
import REPL

/// `toolhost plugin list`: the plugins that are found.
struct PluginListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the plugins, and those that are not used with the reason."
    )

    @Flag(name: .customLong("json"), help: "Print a JSON array.")
    var printsJSON = false

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let preparation = try await Preparation(options: common.values, file: common.config)
        let plugins = preparation.plugins.registry.plugins
        await preparation.plugins.shutdown()
        if printsJSON {
            try await Console.answer(
                JSONValue.array(plugins.map { .object(PluginJSON.members(of: $0)) }).jsonText() + "\n")
        } else if plugins.isEmpty {
            try await Console.answer("There are no plugins.\n")
        } else {
            try await Console.answer(plugins.map { PluginReport.text(of: $0) }.joined())
        }
    }
}
