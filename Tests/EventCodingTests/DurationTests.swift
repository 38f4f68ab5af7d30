// SPDX-License-Identifier: Apache-2.0

import EventCoding
import Testing

@Suite struct DurationTests {
    @Test(
        arguments: [
            (.zero, 0), (.microseconds(499), 0), (.microseconds(500), 1), (.milliseconds(1500), 1500),
            (.seconds(Int64.max), Int64.max), (.microseconds(-500), -1),
        ] as [(Duration, Int64)])
    func `durations round to whole milliseconds`(_ duration: Duration, _ milliseconds: Int64) {
        #expect(duration.wholeMilliseconds == milliseconds)
    }
}
