// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ChatModel
import EventCoding
import JSON
import JSONSchema
import PluginRuntime
import ToolCallParsing
import ToolModel

/// `toolhost parse`: a model's output in, events out.
struct ParseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "parse", abstract: "Find the tool calls in a model's output: one event a line.",
        discussion: """
            The input is raw text, or a stream of server-sent events when its first line starts with data:, event: or a \
            colon. Events come as soon as they are certain. The exit status is 0 also when some of them are errors.
            """
    )

    @Option(name: .customLong("format"), help: "The dialect to look for. [auto]")
    var format: FormatArgument?

    @Option(
        name: .customLong("tools"),
        help: "A JSON file with the tools, [{name, parameters}] or OpenAI's; otherwise the plugins' tools."
    )
    var toolsFile: String?

    @Flag(
        name: .customLong("reasoning-open"),
        help: "The text begins as reasoning, as after a prompt that opened it.")
    var reasoningOpen = false

    @Flag(name: .customLong("deltas"), help: "Report calls also while their arguments arrive.")
    var deltas = false

    @Argument(help: "The file to read. [standard input]")
    var file: String?

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let catalog = try await catalog()
        let options = ToolCallParser.Options(
            format: format?.format ?? .auto, reasoningOpen: reasoningOpen, emitsArgumentDeltas: deltas
        )
        try await ByteInput.with(file, for: "parse") { input in
            var reader = OutputReader(parser: ToolCallParser(catalog: catalog, options: options))
            while let bytes = try await input.next(for: "parse") {
                try await write(reader.feed(bytes))
            }
            try await write(reader.finish())
        }
    }

    private func write(_ events: [ChatEvent]) async throws {
        guard !events.isEmpty else { return }
        var writer = EventWriter()
        for event in events { writer.writeLine(event) }
        try await Console.answer(String(decoding: writer.bytes, as: UTF8.self))
    }

    private func catalog() async throws -> ToolCatalog {
        if let toolsFile { return try await ToolsFile.catalog(toolsFile) }
        let preparation = try await Preparation(options: common.values, file: common.config)
        let tools = preparation.plugins.registry.tools
        await preparation.plugins.shutdown()
        return ToolCatalog(tools.map { CallableTool(name: $0.definition.name, schema: $0.inputSchema) })
    }
}
