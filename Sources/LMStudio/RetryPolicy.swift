// SPDX-License-Identifier: Apache-2.0

/// When a request that got no answer is sent again.
///
/// Only failures before the first byte count: no connection, or a status of 429 or 5xx.
public struct RetryPolicy: Sendable, Hashable {
    /// How often a request is sent in all, over all servers each time.
    ///
    /// `LM_STUDIO_RETRY_ATTEMPTS`.
    public var attempts: Int
    /// The pause after the first failure; it doubles each time.
    ///
    /// `LM_STUDIO_RETRY_DELAY`.
    public var delay: Duration
    /// The longest pause.
    ///
    /// Default 5 s: a user waits for this.
    public var maximumDelay: Duration
    /// The longest `Retry-After` that is honoured; a longer one ends the attempts.
    ///
    /// Default 30 s.
    public var maximumRetryAfter: Duration

    /// The policy, each part with its default.
    public init(
        attempts: Int = 3, delay: Duration = .milliseconds(100), maximumDelay: Duration = .seconds(5),
        maximumRetryAfter: Duration = .seconds(30)
    ) {
        self.attempts = attempts
        self.delay = delay
        self.maximumDelay = maximumDelay
        self.maximumRetryAfter = maximumRetryAfter
    }

    /// How long to wait before the next attempt; nil when there is to be none.
    ///
    /// - Parameters:
    ///   - attempt: the number of the attempt that failed, from 1 on.
    ///   - retryAfter: what the server asked for, in seconds.
    ///   - random: from 0 to 1; spreads clients that failed together over the upper half of the pause.
    /// - Returns: the pause.
    func pause(after attempt: Int, retryAfter: Int?, random: Double) -> Duration? {
        guard attempt < attempts else { return nil }
        if let retryAfter {
            let asked = Duration.seconds(max(0, retryAfter))
            return asked <= maximumRetryAfter ? asked : nil
        }
        // 2^20 times any sensible delay is over any sensible maximum.
        let full = min(maximumDelay, delay * (1 << min(attempt - 1, 20)))
        return full * (0.5 + 0.5 * random)
    }
}
