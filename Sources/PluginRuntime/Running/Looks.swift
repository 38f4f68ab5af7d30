// SPDX-License-Identifier: Apache-2.0

import CLoader
import Glibc

/// Whether it is worth a moment to look for what may come at once, judged by the looks before.
///
/// A thread that waits has to be woken, which takes longer than most tools do.
struct Looks {
    /// How long a look is: about as long as it takes to wake two threads.
    static let time = Duration.microseconds(40)
    /// After a look in vain so many chances at the most are let pass, twice as many each time.
    private static let longestPause = 64

    /// How many chances are let pass now.
    private var pause = 0
    /// How many will be after the next look in vain.
    private var nextPause = 1

    /// Whether to look this time.
    mutating func begin() -> Bool {
        pause -= 1
        return pause < 0
    }

    mutating func end(isFound: Bool) {
        pause = isFound ? 0 : nextPause
        nextPause = isFound ? 1 : min(2 * nextPause, Self.longestPause)
    }

    /// How often it is looked before anybody else gets the processor: for as long as handing it over takes.
    private static let firstLooks = 100

    /// Looks until `isFound` says so or the time is over; whoever else wants the processor gets it meanwhile.
    ///
    /// - Returns: Whether it was found.
    static func look(_ isFound: () -> Bool) -> Bool {
        for _ in 0..<firstLooks {
            if isFound() { return true }
            cl_pause()
        }
        let end = ContinuousClock.now + time
        while !isFound() {
            guard ContinuousClock.now < end else { return false }
            sched_yield()
        }
        return true
    }
}
