// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import HTTPAPI
import JSON
import PluginRuntime
import REPL
import ToolModel

/// `toolhost tools`: the registry.
struct ToolsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tools", abstract: "List the tools, and those that were refused with the reason."
    )

    @Flag(name: .customLong("json"), help: "Print what GET /tools?all=true answers.")
    var printsJSON = false

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let preparation = try await Preparation(options: common.values, file: common.config)
        let registry = preparation.plugins.registry
        if printsJSON {
            try await Console.answer(ToolListing(registry).json(all: true).jsonText() + "\n")
        } else {
            try await Console.answer(ToolReport.text(of: registry))
        }
        await preparation.plugins.shutdown()
    }
}

/// The registry in full, for a person.
enum ToolReport {
    static func text(of registry: ToolRegistry) -> String {
        guard !registry.tools.isEmpty || !registry.quarantined.isEmpty else { return "There are no tools.\n" }
        return registry.tools.map(text).joined(separator: "\n") + refusals(of: registry)
    }

    private static func text(of tool: RegisteredTool) -> String {
        let definition = tool.definition
        let about = definition.description.split(separator: "\n", omittingEmptySubsequences: false)
        return "\(definition.name)  [\(tool.plugin), \(tool.isolation.rawValue)]\n"
            + about.map { "    \($0)\n" }.joined() + "    schema: \(definition.inputSchema.jsonText())\n"
            + UpstreamReport.changes(of: definition).map { "    shown to models: \($0)\n" }.joined()
    }

    private static func refusals(of registry: ToolRegistry) -> String {
        guard !registry.quarantined.isEmpty else { return "" }
        return (registry.tools.isEmpty ? "" : "\n") + ToolList.refusals(of: registry)
    }
}
