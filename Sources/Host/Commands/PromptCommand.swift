// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ChatModel
import JSON
import OpenAICoding
import PluginRuntime
import Prompting
import ToolModel

/// `toolhost prompt`: what a model is told about the tools.
struct PromptCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prompt", abstract: "Print the messages and tools that the model would get."
    )

    @Option(name: .customLong("format"), help: "The dialect to teach. [TOOL_FORMAT]")
    var format: FormatArgument?

    @Flag(
        name: .customLong("diff"),
        help: "Show instead how schemas are rewritten for the model server, and why.")
    var showsDifferences = false

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let preparation = try await Preparation(options: common.values, file: common.config)
        let format = format?.format ?? preparation.settings.toolFormat
        let tools = preparation.plugins.registry.definitions
        await preparation.plugins.shutdown()
        guard !showsDifferences else {
            return try await Console.answer(UpstreamReport.differences(of: tools, format: format))
        }
        let request = PromptBuilder(format: format).build(ChatRequest(messages: []), tools: tools)
        let prompt: JSONObject = [
            "messages": .array(request.messages.map { .object($0.openAI) }),
            "tools": .array(request.tools.map { .object($0.openAI) }),
        ]
        try await Console.answer(JSONValue.object(prompt).jsonText(.pretty) + "\n")
    }
}

/// A dialect as the command line names it.
struct FormatArgument: ExpressibleByArgument {
    let format: ToolCallFormat

    init(format: ToolCallFormat) {
        self.format = format
    }

    init?(argument: String) {
        guard let format = ToolCallFormat(name: argument) else { return nil }
        self.format = format
    }

    var defaultValueDescription: String { format.rawValue }

    static let allValueStrings = ToolCallFormat.allCases.map(\.rawValue)
}
