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
        let quarantines = Dictionary(
            grouping: await preparation.plugins.recordedQuarantines(), by: \.path)
        await preparation.plugins.shutdown()
        if printsJSON {
            let list = plugins.map { plugin in
                var members = PluginJSON.members(of: plugin)
                members["quarantines"] = quarantines[plugin.path].map { PluginJSON.quarantines($0) }
                return JSONValue.object(members)
            }
            try await Console.answer(JSONValue.array(list).jsonText() + "\n")
        } else if plugins.isEmpty {
            try await Console.answer("There are no plugins.\n")
        } else {
            try await Console.answer(
                plugins.map { PluginReport.text(of: $0) + PluginReport.text(of: quarantines[$0.path] ?? []) }
                    .joined())
        }
    }
}
