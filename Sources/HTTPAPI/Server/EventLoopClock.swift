// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix

/// Time by the event loops' own timers.
///
/// A sleep that is cancelled is gone, and none wakes a thread of its own. `ContinuousClock` keeps what was cancelled
/// until its time has come, which for a server of many short streams is thousands of timers.
package struct EventLoopClock: Clock {
    /// A point in time since the machine was started.
    package struct Instant: InstantProtocol {
        fileprivate var deadline: NIODeadline

        package func advanced(by duration: Duration) -> Instant {
            Instant(deadline: deadline + TimeAmount(duration))
        }

        package func duration(to other: Instant) -> Duration {
            Duration(other.deadline - deadline)
        }

        package static func < (left: Instant, right: Instant) -> Bool { left.deadline < right.deadline }
    }

    package init() {}

    package var now: Instant { Instant(deadline: .now()) }
    package var minimumResolution: Duration { .nanoseconds(1) }

    package func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        let end = FirstOutcome<Void>()
        let timer = MultiThreadedEventLoopGroup.singleton.any().scheduleTask(deadline: deadline.deadline) {
            _ = end.settle(.success(()))
        }
        defer { timer.cancel() }
        try await end.value()
    }
}
