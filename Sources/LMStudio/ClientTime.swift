// SPDX-License-Identifier: Apache-2.0

package import NIOCore

/// The clock and the dice of a client; tests bring their own and wait for nothing.
package struct ClientTime: Sendable {
    /// The time by which silence is measured.
    package var now: @Sendable () -> NIODeadline
    /// Runs the action at the deadline, and returns what calls it off.
    package var schedule:
        @Sendable (any EventLoop, NIODeadline, @escaping @Sendable () -> Void) -> @Sendable () -> Void
    /// The pause between two attempts.
    package var sleep: @Sendable (Duration) async throws -> Void
    /// From 0 to 1.
    package var random: @Sendable () -> Double

    package init(
        now: @escaping @Sendable () -> NIODeadline,
        schedule:
            @escaping @Sendable (
                any EventLoop, NIODeadline, @escaping @Sendable () -> Void
            ) -> @Sendable () -> Void,
        sleep: @escaping @Sendable (Duration) async throws -> Void, random: @escaping @Sendable () -> Double
    ) {
        self.now = now
        self.schedule = schedule
        self.sleep = sleep
        self.random = random
    }

    /// The real ones.
    package static let system = ClientTime(
        now: { .now() },
        schedule: { eventLoop, deadline, action in
            let scheduled = eventLoop.scheduleTask(deadline: deadline, action)
            return { scheduled.cancel() }
        },
        sleep: { try await Task.sleep(for: $0) },
        random: { Double.random(in: 0...1) }
    )
}
