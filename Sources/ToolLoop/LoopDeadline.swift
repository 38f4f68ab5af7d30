// SPDX-License-Identifier: Apache-2.0

/// A point in time up to which work may go on.
protocol LoopDeadline: Sendable {
    /// Does the work, or cancels it when the time comes.
    ///
    /// - Returns: nil when the time came first.
    func before<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) async throws -> Value?
}

/// A deadline by a given clock.
struct Deadline<C: Clock<Duration>>: LoopDeadline {
    private let clock: C
    private let instant: C.Instant

    init(after duration: Duration, clock: C) {
        self.clock = clock
        instant = clock.now.advanced(by: duration)
    }

    func before<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) async throws -> Value?
    {
        try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask { try await work() }
            group.addTask {
                try await clock.sleep(until: instant, tolerance: nil)
                return nil
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
    }
}
