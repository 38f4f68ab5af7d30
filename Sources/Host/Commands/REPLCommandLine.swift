// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Glibc
import PluginRuntime
import REPL
import ToolLoop
import UnixSignals

/// `toolhost repl`: chat with tools in the terminal, or run a script of lines.
struct REPLCommandLine: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "repl", abstract: "Chat with tools in the terminal, or run the lines of a script.",
        discussion: """
            Lines that come from a pipe or from --script run in order; the first that fails ends the run with status 1, \
            unless --keep-going is given. Tools that may change something then need --yes; a /call is its own consent.
            """
    )

    @Option(name: .customLong("script"), help: "Run the lines of this file.")
    var script: String?

    @OptionGroup var session: SessionOptions
    @OptionGroup var model: ModelOptions
    @OptionGroup var common: CommonOptions

    func run() async throws {
        let options = common.values.merging(model.values) { $1 }
        guard let script, script != "-" else {
            return try await run(options: options, lines: nil, isInteractive: ChatSession.isAtTerminal)
        }
        try await ByteInput.with(script, for: "repl") { input in
            let lines = StreamLines(descriptor: input.descriptor, name: script)
            try await run(options: options, lines: lines, isInteractive: false)
        }
    }

    private func run(options: [String: String], lines: StreamLines?, isInteractive: Bool) async throws {
        let preparation = try await Preparation(options: options, file: common.config)
        let connection = await ModelConnection(preparation.settings, logger: preparation.logger)
        try await connection.tell(exceptCaveat: session.greets(isInteractive: isInteractive))
        let loop = TurnLoop(
            model: connection.model, plugins: preparation.plugins,
            settings: TurnLoopSettings(preparation.settings)
        )
        let chat = ChatSession(
            loop: loop,
            options: session.replOptions(
                isInteractive: isInteractive,
                greeting: ChatSession.greeting(loop, caveat: connection.caveat),
                usesColour: ChatSession.usesColour
            ),
            lines: lines, historyPath: "\(preparation.settings.folders.state)/history",
            logger: preparation.logger
        )
        let outcome = await Self.result {
            try await preparation.plugins.watching {
                isInteractive
                    ? try await Signals.handling([.sigint]) { _ in
                        chat.interrupts.fire()
                    } during: {
                        try await chat.run()
                    }
                    : try await Signals.cancelling { try await chat.run() }
            }
        }
        await connection.close()
        await preparation.plugins.shutdown()
        if try !outcome.get() { throw CommandStatus.failed }
    }

    private static func result(_ body: () async throws -> Bool) async -> Result<Bool, any Error> {
        do {
            return .success(try await body())
        } catch {
            return .failure(error)
        }
    }
}

extension TurnLoopSettings {
    init(_ settings: HostSettings) {
        self.init(format: settings.toolFormat, maximumTurns: settings.maxTurns)
    }
}
