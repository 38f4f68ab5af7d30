// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Notices when nothing is written to a connection for too long.
protocol SilenceWatch: Sendable {
    /// To be called after each write to the client.
    func noteWrite()
    /// Nudges the writer after each interval without a write, until the task is cancelled.
    func run(_ nudge: @Sendable () -> Void) async throws
}

/// Measures silence by a given clock.
///
/// One serves a connection for all its life: a stream costs it no timer of its own.
final class KeepAlive<C: Clock<Duration>>: SilenceWatch {
    private let interval: Duration
    private let clock: C
    private let lastWrite: Mutex<C.Instant>

    init(interval: Duration, clock: C) {
        self.interval = interval
        self.clock = clock
        lastWrite = Mutex(clock.now)
    }

    func noteWrite() {
        let now = clock.now
        lastWrite.withLock { $0 = now }
    }

    func run(_ nudge: @Sendable () -> Void) async throws {
        var deadline = lastWrite.withLock { $0 }.advanced(by: interval)
        while true {
            try await clock.sleep(until: deadline, tolerance: nil)
            let last = lastWrite.withLock { $0 }
            let due = last.advanced(by: interval)
            if due <= clock.now {
                nudge()
                // The write that follows is noted; until then one nudge is enough.
                deadline = clock.now.advanced(by: interval)
            } else {
                deadline = due
            }
        }
    }
}
