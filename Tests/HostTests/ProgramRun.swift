// SPDX-License-Identifier: Apache-2.0

import REPL
import Synchronization

@testable import Host

/// What one run of the program came to.
struct ProgramRun: Equatable {
    var status: CommandStatus
    var output: String
    var complaints: String

    init(status: CommandStatus, output: String, complaints: String) {
        self.status = status
        self.output = output
        self.complaints = complaints
    }

    /// Runs the program in this process.
    init(_ arguments: [String]) async {
        let output = Written()
        let complaints = Written()
        status = await CommandLineProgram.run(arguments, output: output, complaints: complaints)
        self.output = output.text
        self.complaints = complaints.text
    }
}

/// Keeps what is written.
final class Written: TextOutput {
    private let kept = Mutex("")

    var text: String { kept.withLock(\.self) }

    func write(_ text: String) async throws {
        kept.withLock { $0 += text }
    }
}

/// An output nobody reads.
struct ClosedOutput: TextOutput {
    func write(_ text: String) async throws {
        throw REPLError.outputClosed
    }
}
