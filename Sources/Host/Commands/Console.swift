// SPDX-License-Identifier: Apache-2.0

import REPL

/// The two ends of a command that a person or a program reads.
enum Console {
    /// For answers: stdout, save in tests.
    @TaskLocal static var output: any TextOutput = FileOutput.standard
    /// For everything else: stderr, save in tests.
    @TaskLocal static var complaints: any TextOutput = FileOutput.standardError

    /// Where a person answers; nil takes the terminal, where both ends are one.
    @TaskLocal static var lines: (any LineSource)?

    /// Puts a question and gives what is typed; nil when nobody can be asked.
    static var question: (@Sendable (String) async throws -> String)? {
        guard let lines = lines ?? (ChatSession.isAtTerminal ? StreamLines() : nil) else { return nil }
        return { prompt in
            try await output.write(prompt)
            switch try await lines.next(prompt: prompt, initial: "") {
            case .line(let text): return text
            case .interrupted: throw CancellationError()
            case .end:
                try await output.write("\n")
                return ""
            }
        }
    }

    /// Writes an answer, made harmless where a terminal shows it.
    static func answer(_ text: String) async throws {
        try await output.write(output.isTerminal ? TerminalText.harmless(text) : text)
    }

    /// Says something beside the answer.
    static func remark(_ text: String) async throws {
        try await complaints.write(TerminalText.harmless("toolhost: \(text)\n"))
    }
}
