// SPDX-License-Identifier: Apache-2.0

import ChatModel
import Foundation
import Glibc
import Logging
import PluginRuntime
import REPL
import ToolLoop

/// A chat at the terminal or from a script, with what it needs around it.
struct ChatSession: Sendable {
    let loop: TurnLoop
    let options: REPLOptions
    let lines: any LineSource
    let interrupts = Interrupts()
    let logger: Logger

    /// - Parameters:
    ///   - loop: what answers.
    ///   - options: how the session behaves.
    ///   - lines: what is asked; nil takes the terminal, or standard input where it is none.
    ///   - historyPath: where typed lines are kept.
    ///   - logger: for what is not for the person.
    init(
        loop: TurnLoop, options: REPLOptions, lines: (any LineSource)? = nil, historyPath: String,
        logger: Logger
    ) {
        self.loop = loop
        self.options = options
        self.logger = logger
        let completer = LineCompleter { loop.plugins.registry }
        self.lines =
            lines
            ?? (options.isInteractive ? LineEditor(historyPath: historyPath, completer: completer) : nil)
            ?? StreamLines()
    }

    /// Carries out all lines.
    ///
    /// - Returns: whether all were carried out.
    func run() async throws -> Bool {
        var session = try REPLSession(
            loop: loop, options: options, lines: lines, output: Console.output,
            complaints: Console.complaints,
            interrupts: interrupts, logger: logger
        )
        do {
            let isSound = try await session.run()
            await lines.close()
            return isSound
        } catch {
            await lines.close()
            throw error
        }
    }

    /// Whether lines come from a terminal.
    static var hasTyping: Bool {
        isatty(STDIN_FILENO) == 1
    }

    /// Whether a person sits at both ends.
    static var isAtTerminal: Bool {
        hasTyping && Console.output.isTerminal
    }

    /// Whether colours are wanted: not when NO_COLOR says so or the terminal is a dumb one.
    static var usesColour: Bool {
        let environment = ProcessInfo.processInfo.environment
        return (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
    }

    /// What a person reads first: who answers, or why nobody may.
    static func greeting(_ loop: TurnLoop, caveat: String?) -> String {
        let tools = loop.plugins.registry.tools.count
        let upstream = loop.model.upstream
        let place = upstream.url.map { " at \($0)" } ?? ""
        let answering = caveat.map { ".\n\($0)" } ?? "; \(upstream.model)\(place) answers."
        return """
            toolhost \(Version.current): \(tools) tools\(answering)
            /help lists the commands.
            """
    }
}
