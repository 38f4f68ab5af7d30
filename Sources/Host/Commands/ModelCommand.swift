// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ChatModel
import DemoModel
import Logging
import ToolModel
import UnixSignals

/// `toolhost model`: the embedded model.
struct ModelCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "model", abstract: "The small model inside the host.",
        subcommands: [ModelServeCommand.self]
    )
}

/// `toolhost model serve`: the demo model, or a script, as an OpenAI-compatible server.
struct ModelServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Serve the demo model, or a script, as an OpenAI-compatible server.",
        discussion: """
            A script is a file of JSON lines, each the answer to one request: {"content": ["piece"], "tool_calls": [], \
            "reasoning": "", "finish_reason": "stop", "delay_ms": 0}, {"sse": ["raw bytes as text"]}, \
            {"status": 500, "body": {}}, or {"disconnect_after": bytes} beside content.
            """
    )

    /// A script of this size has more answers than anybody asks for.
    private static let scriptBytes = 64 << 20

    @Option(name: .customLong("script"), help: "Answer from this file instead of from the demo model.")
    var script: String?

    @Option(name: .customLong("port"), help: "The port; 0 takes a free one and prints it.")
    var port = 1235

    @Option(name: .customLong("dialect"), help: "How the demo model writes its calls.")
    var dialect: FormatArgument = .init(format: .native)

    @OptionGroup var common: LogOptions

    func validate() throws {
        guard (0...65535).contains(port) else { throw ValidationError("The port must be from 0 to 65535.") }
    }

    func run() async throws {
        let settings = try await Preparation.settings(options: common.values, file: nil)
        let logger = LogOutput.logger(level: max(settings.logLevel, .notice), format: settings.logFormat)
        let server = ModelServer(try await source(), port: port, logger: logger) { port in
            // Nobody to tell is no reason not to serve.
            try? await Console.remark("Listening on http://127.0.0.1:\(port)/v1")
        }
        do {
            try await serve(server)
        } catch let error as ModelServerError {
            throw CommandFailure(.failed, "model serve", error)
        }
    }

    /// Serves until a signal; Ctrl-C ends the program with 130.
    private func serve(_ server: ModelServer) async throws {
        let wasInterrupted = OneWayFlag()
        // Owned here: awaited below, cancelled by a signal or with this task.
        let work = Task { try await server.run() }
        do {
            try await Signals.handling([.sigint, .sigterm]) { signal in
                if signal == .sigint { wasInterrupted.raise() }
                work.cancel()
            } during: {
                try await withTaskCancellationHandler {
                    try await work.value
                } onCancel: {
                    work.cancel()
                }
            }
        } catch is CancellationError {
            // The end that a signal asked for.
        }
        if wasInterrupted.isRaised { throw CommandStatus.interrupted }
    }

    private func source() async throws -> ModelServer.Source {
        guard let script else { return .model(DemoLanguageModel(dialect: dialect.format)) }
        let bytes = try await ByteInput.with(script, for: "model serve") { input in
            try await input.all(limitBytes: Self.scriptBytes, for: "model serve")
        }
        do {
            return .script(ScriptPlayer(try ModelScript(parsing: String(decoding: bytes, as: UTF8.self))))
        } catch {
            throw CommandFailure(.unusable, "model serve", error)
        }
    }
}
