// SPDX-License-Identifier: Apache-2.0

/// How long calls of one kind took.
package struct CallTimes: Sendable, Hashable {
    /// How many were measured.
    package let calls: Int
    package let median: Duration
    /// What 99 of 100 calls were at least as quick as.
    package let slowest: Duration
    package let least: Duration
    package let perSecond: Int

    /// - Parameters:
    ///   - durations: One for each call; not empty.
    ///   - time: How long all of them took together.
    init(_ durations: [Duration], in time: Duration) {
        let sorted = durations.sorted()
        func part(_ part: Double) -> Duration { sorted[Int(Double(sorted.count - 1) * part)] }
        calls = sorted.count
        median = part(0.5)
        slowest = part(0.99)
        least = part(0)
        perSecond = Int(Double(sorted.count) / max(time / .seconds(1), 1e-9))
    }
}
