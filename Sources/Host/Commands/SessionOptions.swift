// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import REPL

/// Options of a chat session.
struct SessionOptions: ParsableArguments {
    @Flag(name: .customLong("yes"), help: "Run tools that may change something without asking.")
    var consents = false

    @Flag(name: .customLong("keep-going"), help: "In a script, go on after a line that failed.")
    var keepsGoing = false

    @Flag(name: .customLong("json"), help: "Print events, one JSON object a line.")
    var printsJSON = false

    /// - Parameters:
    ///   - isInteractive: somebody sits at a terminal.
    ///   - greeting: what is said first.
    ///   - usesColour: nothing speaks against colours.
    /// - Returns: the options as the session takes them.
    func replOptions(isInteractive: Bool, greeting: String, usesColour: Bool) -> REPLOptions {
        let isTerminal = Console.output.isTerminal
        let style: EventRenderer.Style =
            printsJSON ? .json : isTerminal ? .terminal(colour: usesColour) : .plain
        return REPLOptions(
            isInteractive: isInteractive, style: style, consents: consents, keepsGoing: keepsGoing,
            greeting: greets(isInteractive: isInteractive) ? greeting : ""
        )
    }

    /// Whether the session begins with a greeting.
    func greets(isInteractive: Bool) -> Bool {
        isInteractive && !printsJSON
    }
}
