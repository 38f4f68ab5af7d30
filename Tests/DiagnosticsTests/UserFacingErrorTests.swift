// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Testing

@Suite struct UserFacingErrorTests {
    private struct Plain: UserFacingError {
        var code: String { "plain" }
        var message: String { "It failed." }
    }

    private struct Hinting: UserFacingError {
        var code: String { "hinting" }
        var message: String { "It failed." }
        var hint: String? { "Try again." }
    }

    @Test func `the description is the message and the hint`() {
        #expect(Plain().hint == nil)
        #expect(Plain().description == "It failed.")
        #expect(Hinting().description == "It failed. Try again.")
    }
}
