// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A program that says on its standard error which port it listens on, and runs until the test is over.
struct ListeningProcess: Sendable {
    let port: Int
    let child: ChildProcess

    /// Starts the program, waits for its port, and ends it after `body`.
    static func with<Value>(
        _ arguments: [String], program: URL = BuiltHost.executable, environment: [String: String],
        in folder: URL, _ body: (ListeningProcess) async throws -> Value
    ) async throws -> Value {
        let process = Process()
        process.executableURL = program
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        let errors = Pipe()
        process.standardError = errors
        return try await ChildProcess.with(process) { child in
            let port = try await PipeReader(errors).find("Listening on") { text in
                text.firstMatch(of: /[Ll]istening on http:\/\/\S+?:(\d+)/)
                    .map { ($0.range.upperBound, Int($0.1) ?? 0) }
            }
            return try await body(ListeningProcess(port: port, child: child))
        }
    }
}
