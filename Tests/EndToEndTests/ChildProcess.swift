// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport

/// A program that a test starts, and that is gone when the test is over, whatever the test did.
///
/// Nothing here waits on the cooperative pool: a full pool would hold up the very tests that are waited for.
struct ChildProcess: Sendable {
    /// How long a program may take to end after it was asked to, before it is killed.
    static let endingLimit = Duration.seconds(20)
    /// How long a test waits for a program to end by itself.
    static let runningLimit = Duration.seconds(300)

    let processID: Int32
    private let process: Process
    private let ended: Gate

    struct DidNotEnd: Error {
        let program: String
    }

    private init(_ process: Process) throws {
        self.process = process
        let ended = Gate()
        self.ended = ended
        process.terminationHandler = { _ in ended.open() }
        try process.run()
        processID = process.processIdentifier
    }

    /// Starts the program and ends it after `body`.
    static func with<Value>(
        _ process: Process, _ body: (ChildProcess) async throws -> Value
    ) async throws -> Value {
        let child = try ChildProcess(process)
        let result: Result<Value, any Error>
        do {
            result = .success(try await body(child))
        } catch {
            result = .failure(error)
        }
        await child.end()
        return try result.get()
    }

    /// Waits for the program to end by itself.
    ///
    /// - Returns: its exit status, or 128 and the signal that ended it.
    /// - Throws: `DidNotEnd` after `runningLimit`.
    func status() async throws -> Int32 {
        guard await hasEnded(within: Self.runningLimit) else {
            throw DidNotEnd(program: process.executableURL?.lastPathComponent ?? "")
        }
        let isSignal = process.terminationReason == .uncaughtSignal
        return isSignal ? 128 + process.terminationStatus : process.terminationStatus
    }

    private func end() async {
        // A task of its own: a cancelled test ends its programs too.
        await Task {
            guard !ended.isOpen else { return }
            kill(processID, SIGTERM)
            if await hasEnded(within: Self.endingLimit) { return }
            kill(processID, SIGKILL)
            _ = await hasEnded(within: Self.endingLimit)
        }.value
    }

    private func hasEnded(within limit: Duration) async -> Bool {
        await withTaskGroup(of: Bool.self) { group in
            group.addTask { (try? await ended.wait()) != nil }
            group.addTask {
                try? await Task.sleep(for: limit)
                return false
            }
            defer { group.cancelAll() }
            return await group.next() ?? false
        }
    }
}
