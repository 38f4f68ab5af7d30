// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// The host on a pseudo-terminal, which `script` (util-linux) provides: what is typed goes in, what it shows is
/// searched in order.
struct Terminal: Sendable {
    let screen: PipeReader
    let child: ChildProcess
    /// Where it runs.
    let folder: URL
    private let keyboard: FileHandle

    static func with<Value>(
        _ arguments: [String], _ body: (Terminal) async throws -> Value
    ) async throws -> Value {
        let command = ([BuiltHost.executable.path] + arguments).map { "'\($0)'" }.joined(separator: " ")
        // A shell that stayed beside it would take Ctrl-C too, and report that as the end.
        let replacement = "exec " + command
        return try await with(shell: replacement, body)
    }

    /// Runs a line of shell.
    static func with<Value>(
        shell command: String, _ body: (Terminal) async throws -> Value
    ) async throws -> Value {
        try await RunningHost.withFolder { folder in
            let process = Process()
            let input = Pipe()
            let output = Pipe()
            process.executableURL = URL(filePath: "/usr/bin/script")
            process.arguments = ["--quiet", "--return", "--flush", "--command", command, "/dev/null"]
            process.currentDirectoryURL = folder
            process.environment = ProcessInfo.processInfo.environment
                .merging(RunningHost.settings(for: folder)) { $1 }
                .merging(["TERM": "xterm", "SHELL": "/bin/sh"]) { $1 }
            process.standardInput = input
            process.standardOutput = output
            process.standardError = output
            return try await ChildProcess.with(process) { child in
                let terminal = Terminal(
                    screen: PipeReader(output), child: child, folder: folder,
                    keyboard: input.fileHandleForWriting)
                return try await body(terminal)
            }
        }
    }

    /// Waits for the program's end, whose status has to be 0.
    func expectOrderlyEnd() async throws {
        let status = try await child.status()
        #expect(status == 0, "\(screen.unread)")
    }

    func type(_ text: String) throws {
        try keyboard.write(contentsOf: Data(text.utf8))
    }
}
