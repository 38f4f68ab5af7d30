// SPDX-License-Identifier: Apache-2.0

/// Why an answer is given up before it is ready.
enum Interruption: Error, Sendable, Hashable {
    /// Nobody is there to read it.
    case clientLeft
    /// The server is ending.
    case shuttingDown
}

/// Tells what a cancelled request was cancelled for.
///
/// The connection cancels the task of a request when its client leaves and when the server ends.
struct InterruptionWatch: Sendable {
    let shutdown: Signal

    /// What has interrupted the request of this task; nil while it is wanted.
    var reason: Interruption? {
        guard Task.isCancelled else { return nil }
        return shutdown.hasFired ? .shuttingDown : .clientLeft
    }

    /// Does the work of a request.
    ///
    /// - Throws: what the work throws; `Interruption` once the request has been cancelled.
    func whileWanted<Value>(_ work: () async throws -> Value) async throws -> Value {
        do {
            return try await work()
        } catch {
            throw reason ?? error
        }
    }
}
