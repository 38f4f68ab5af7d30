// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Foundation

/// A program that says on its standard error which port it listens on, and runs until the test is over.
struct ListeningProcess: Sendable {
    let port: Int
    let processID: Int32

    /// A server that ended, or closed its standard error, before it said a port.
    struct DidNotListen: Error {
        let errors: String
    }

    /// Starts the program, waits for its port, and ends it after `body`.
    static func with<Value>(
        _ arguments: [String], environment: [String: String], in folder: URL,
        _ body: (ListeningProcess) async throws -> Value
    ) async throws -> Value {
        let process = Process()
        process.executableURL = BuiltHost.executable
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        let errors = Pipe()
        process.standardError = errors
        try process.run()
        defer {
            process.terminate()
            process.waitUntilExit()
        }
        let port = try await port(saidOn: errors.fileHandleForReading)
        return try await body(ListeningProcess(port: port, processID: process.processIdentifier))
    }

    /// Reads to the end, so that the program never waits for a reader, and answers as soon as the port is there.
    private static func port(saidOn handle: FileHandle) async throws -> Int {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                var text = ""
                var isWaiting = true
                while case let bytes = handle.availableData, !bytes.isEmpty {
                    guard isWaiting else { continue }
                    text += String(decoding: bytes, as: UTF8.self)
                    guard let match = text.firstMatch(of: /[Ll]istening on http:\/\/\S+?:(\d+)/) else {
                        continue
                    }
                    isWaiting = false
                    continuation.resume(returning: Int(match.1) ?? 0)
                }
                if isWaiting { continuation.resume(throwing: DidNotListen(errors: text)) }
            }
        }
    }
}
