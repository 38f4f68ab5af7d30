// SPDX-License-Identifier: Apache-2.0

import ChatModel
import Diagnostics
import Testing

@Suite struct ModelErrorTests {
    static let errors: [(ModelError, String)] = [
        (.unreachable(url: "http://h", detail: "refused"), "upstream_unreachable"),
        (.refused(url: "http://h", status: 500, body: "x"), "upstream_error"),
        (.unreadable(url: "http://h", detail: "no JSON", body: ""), "upstream_error"),
        (.truncated(url: "http://h", detail: "cut"), "upstream_truncated"),
        (.timedOut(url: "http://h", limit: "LM_STUDIO_TIMEOUT", after: .seconds(1)), "upstream_timeout"),
        (.invalidRequest(detail: "no messages"), "invalid_request"),
    ]

    @Test(arguments: errors)
    func `each error has its code and a sentence that names the place`(_ error: ModelError, _ code: String) {
        #expect(error.code == code)
        #expect(error.message.hasSuffix("."))
        if code != "invalid_request" { #expect(error.message.contains("http://h")) }
    }

    @Test func `the body is what the server said, if it said anything`() {
        #expect(ModelError.refused(url: "u", status: 1, body: "x").body == "x")
        #expect(ModelError.unreadable(url: "u", detail: "d", body: "").body == nil)
        #expect(ModelError.truncated(url: "u", detail: "d").body == nil)
    }
}
