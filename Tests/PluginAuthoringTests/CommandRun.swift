// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Foundation

/// Runs a build command to its end.
enum CommandRun {
    /// A run that did not succeed, with the end of what it said.
    struct Failure: Error, CustomStringConvertible {
        let command: [String]
        let output: String

        var description: String { "\(command.joined(separator: " "))\n\(output.suffix(4000))" }
    }

    static func make(_ arguments: [String], in folder: String) async throws {
        try await run(["make"] + arguments, in: folder)
    }

    /// Off the cooperative pool, since a build takes its time.
    @discardableResult
    static func run(_ command: [String], in folder: String) async throws -> String {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(with: Result { try runBlocking(command, in: folder) })
            }
        }
    }

    private static func runBlocking(_ command: [String], in folder: String) throws -> String {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = command
        process.currentDirectoryURL = URL(filePath: folder)
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure(command: command, output: text) }
        return text
    }
}
