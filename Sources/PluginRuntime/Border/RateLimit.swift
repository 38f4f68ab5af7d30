// SPDX-License-Identifier: Apache-2.0

/// Lets so many through a second, and as many again in a burst.
struct RateLimit: Sendable {
    private let perSecond: Double
    private var tokens: Double
    private var last: ContinuousClock.Instant
    /// How many were held back since the last one that got through.
    private(set) var heldBack = 0

    init(perSecond: Int, now: ContinuousClock.Instant) {
        self.perSecond = Double(perSecond)
        tokens = Double(perSecond)
        last = now
    }

    /// Whether one more may pass.
    ///
    /// When it may, the second value says how many were held back before it.
    mutating func admit(at now: ContinuousClock.Instant) -> (isAdmitted: Bool, heldBack: Int) {
        tokens = min(perSecond, tokens + (last.duration(to: now) / .seconds(1)) * perSecond)
        last = now
        guard tokens >= 1 else {
            heldBack += 1
            return (false, 0)
        }
        tokens -= 1
        defer { heldBack = 0 }
        return (true, heldBack)
    }
}
