// SPDX-License-Identifier: Apache-2.0

import REPL

/// The two ends of a command that a person or a program reads.
enum Console {
    /// For answers: stdout, save in tests.
    @TaskLocal static var output: any TextOutput = FileOutput.standard
    /// For everything else: stderr, save in tests.
    @TaskLocal static var complaints: any TextOutput = FileOutput.standardError

    /// Writes an answer, made harmless where a terminal shows it.
    static func answer(_ text: String) async throws {
        try await output.write(output.isTerminal ? TerminalText.harmless(text) : text)
    }

    /// Says something beside the answer.
    static func remark(_ text: String) async throws {
        try await complaints.write(TerminalText.harmless("toolhost: \(text)\n"))
    }
}
