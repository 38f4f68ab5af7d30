// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import PluginRuntime

@Suite struct RateLimitTests {
    @Test func `a burst passes, then as many a second, and what was held back is counted`() {
        let start = ContinuousClock.now
        var limit = RateLimit(perSecond: 3, now: start)
        for _ in 0..<3 { #expect(limit.admit(at: start).isAdmitted == true) }
        for _ in 0..<5 { #expect(limit.admit(at: start).isAdmitted == false) }
        let later = limit.admit(at: start + .milliseconds(400))
        #expect(later.isAdmitted)
        #expect(later.heldBack == 5)
        #expect(limit.admit(at: start + .milliseconds(500)).isAdmitted == false)
        for index in 0..<3 { #expect(limit.admit(at: start + .seconds(60)).isAdmitted == true, "\(index)") }
        #expect(limit.admit(at: start + .seconds(60)).isAdmitted == false)
    }
}
