// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport

/// What a program that has ended left behind.
struct FinishedProcess: Sendable {
    let status: Int32
    let output: String
    let errors: String

    /// Runs a program to its end.
    ///
    /// Output goes to files, so that a program that writes much never waits for a reader. `program` is an absolute
    /// path; `environment` replaces variables of that name, the rest is inherited.
    static func run(
        _ program: String, _ arguments: [String] = [], input: String? = nil,
        environment: [String: String] = [:], in folder: URL
    ) async throws -> FinishedProcess {
        try await run(
            program, arguments, input: Data((input ?? "").utf8), environment: environment, in: folder)
    }

    /// The same with input that need not be text.
    static func run(
        _ program: String, _ arguments: [String], input: Data, environment: [String: String] = [:],
        in folder: URL
    ) async throws -> FinishedProcess {
        try await RunningHost.withFolder { scratch in
            let files = ["in", "out", "err"].map { scratch.appending(path: $0) }
            try input.write(to: files[0])
            for file in files[1...] { try Data().write(to: file) }

            let process = Process()
            process.executableURL = URL(filePath: program)
            process.arguments = arguments
            process.currentDirectoryURL = folder
            process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
            process.standardInput = try FileHandle(forReadingFrom: files[0])
            process.standardOutput = try FileHandle(forWritingTo: files[1])
            process.standardError = try FileHandle(forWritingTo: files[2])
            let status = try await ChildProcess.with(process) { try await $0.status() }
            return FinishedProcess(
                status: status,
                output: String(decoding: try Data(contentsOf: files[1]), as: UTF8.self),
                errors: String(decoding: try Data(contentsOf: files[2]), as: UTF8.self)
            )
        }
    }
}
