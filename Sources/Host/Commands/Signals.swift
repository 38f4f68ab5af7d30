// SPDX-License-Identifier: Apache-2.0

import Synchronization
import UnixSignals

/// Runs work while the process's signals do something else than end it.
enum Signals {
    /// Runs `body`; Ctrl-C cancels it, and the program then ends with 130.
    ///
    /// - Throws: `CommandStatus.interrupted` after Ctrl-C, else what `body` throws.
    static func cancelling<Value: Sendable>(
        _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let wasInterrupted = OneWayFlag()
        // Owned here: awaited below, cancelled by the signal or with this task.
        let work = Task { try await body() }
        do {
            return try await handling([.sigint]) { _ in
                wasInterrupted.raise()
                work.cancel()
            } during: {
                try await withTaskCancellationHandler {
                    try await work.value
                } onCancel: {
                    work.cancel()
                }
            }
        } catch  where wasInterrupted.isRaised {
            throw CommandStatus.interrupted
        }
    }

    /// Runs `body`; until it ends, each of the signals runs `handler` instead of ending the process.
    static func handling<Value: Sendable>(
        _ signals: [UnixSignal], with handler: @escaping @Sendable (UnixSignal) -> Void,
        during body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let received = await UnixSignalsSequence(trapping: signals)
        return try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask {
                for await signal in received { handler(signal) }
                return nil
            }
            group.addTask { try await body() }
            defer { group.cancelAll() }
            while let ended = try await group.next() {
                if let value = ended { return value }
            }
            throw CancellationError()
        }
    }
}

/// Something that happened, once and for all.
final class OneWayFlag: Sendable {
    private let state = Atomic(false)

    var isRaised: Bool { state.load(ordering: .acquiring) }

    func raise() {
        state.store(true, ordering: .releasing)
    }
}
