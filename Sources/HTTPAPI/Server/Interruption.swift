// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// Why an answer is given up before it is ready.
enum Interruption: Error, Sendable, Hashable {
    /// Nobody is there to read it.
    case clientLeft
    /// The server is ending.
    case shuttingDown
}

/// Watches over what can interrupt the answer to one request.
struct InterruptionWatch: Sendable {
    let channel: any Channel
    let shutdown: Signal

    /// Does the work in a child task, which is cancelled when the client leaves or the server ends.
    ///
    /// - Throws: what the work throws, `Interruption`, or `CancellationError`.
    func whileWanted<Value: Sendable>(
        _ work: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let outcome = FirstOutcome<Value>()
        let observation = observe { outcome.settle(.failure($0)) }
        defer { observation.cancel() }
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                do {
                    outcome.settle(.success(try await work()))
                } catch {
                    outcome.settle(.failure(error))
                }
            }
            defer { group.cancelAll() }
            return try await outcome.value()
        }
    }

    /// Calls `observer` with the first thing that interrupts; possibly more than once.
    func observe(_ observer: @escaping @Sendable (Interruption) -> Void) -> Observation {
        Observation(
            client: ClientWatch.observe(channel) { observer(.clientLeft) },
            server: shutdown.observe { observer(.shuttingDown) })
    }

    /// Two observations that end together.
    struct Observation: Sendable {
        fileprivate let client: ChannelObservation
        fileprivate let server: Signal.Observation

        func cancel() {
            client.cancel()
            server.cancel()
        }
    }
}
