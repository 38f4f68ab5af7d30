// SPDX-License-Identifier: Apache-2.0

/// Where lines of input come from.
package protocol LineSource: Sendable {
    /// Waits for the next line.
    ///
    /// - Parameters:
    ///   - prompt: shown where there is a person to read it.
    ///   - initial: what the line holds to begin with, where it can be edited.
    /// - Returns: the line, or why there is none.
    /// - Throws: `REPLError` when reading fails.
    func next(prompt: String, initial: String) async throws -> LineInput
    /// Ends a waiting read with `.interrupted`.
    func interrupt()
    /// Keeps a line for recall with the arrow keys.
    func remember(_ line: String) async
    /// Leaves the terminal as it was found; no line is read afterwards.
    func close() async
}

extension LineSource {
    package func close() async {}

    /// Waits for the next line; Ctrl-C, and cancelling the task, end the wait with `.interrupted`.
    func next(prompt: String, initial: String = "", stoppedBy interrupts: Interrupts) async throws
        -> LineInput
    {
        try await interrupts.stopping(with: { interrupt() }) {
            try await withTaskCancellationHandler {
                try await next(prompt: prompt, initial: initial)
            } onCancel: {
                interrupt()
            }
        }
    }
}

/// What reading a line came to.
package enum LineInput: Sendable, Hashable {
    /// A line without its end.
    case line(String)
    /// Ctrl-C while typing: what was typed is dropped.
    case interrupted
    case end
}
