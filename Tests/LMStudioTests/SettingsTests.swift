// SPDX-License-Identifier: Apache-2.0

import ChatModel
import Testing

@testable import LMStudio

struct SettingsTests {
    @Test(arguments: [
        ("http://localhost:1234", "http://localhost:1234", "localhost:1234", "/v1"),
        ("http://localhost:1234/", "http://localhost:1234", "localhost:1234", "/v1"),
        ("http://localhost:1234/v1", "http://localhost:1234/v1", "localhost:1234", "/v1"),
        ("http://host:80", "http://host:80", "host", "/v1"),
        ("https://host:443/api", "https://host:443/api", "host", "/api/v1"),
        ("https://host:80", "https://host:80", "host:80", "/v1"),
        ("https://host/api/v1//", "https://host/api/v1", "host", "/api/v1"),
        ("https://user:pass@host/api", "https://host/api", "host", "/api/v1"),
        ("http://[::1]:1234", "http://[::1]:1234", "[::1]:1234", "/v1"),
        ("http://[::1]", "http://[::1]", "[::1]", "/v1"),
    ])
    func `a URL is completed, and shown without credentials`(
        _ text: String, _ shown: String, _ authority: String, _ path: String
    ) throws {
        let url = try UpstreamURL(text)
        #expect(url.description == shown)
        #expect(url.origin.authority == authority)
        #expect(url.path == path)
    }

    @Test(arguments: [
        "", "localhost:1234", "ftp://x", "http://", "http://:80", "http://a b", "http://a?x=1", "http://a#b",
        "http://a:", "http://a:0", "http://a:x", "http://a:65536", "http://[::1", "http://[::1]x",
        "http://[]",
    ])
    func `what is no base URL is refused`(_ text: String) {
        #expect(throws: ModelError.self) { try UpstreamURL(text) }
    }

    @Test func `a list is split at commas`() throws {
        #expect(
            try UpstreamURL.list(" http://a , ,http://b/v1").map(\.description) == [
                "http://a", "http://b/v1",
            ])
        #expect(throws: ModelError.self) { try UpstreamURL.list(" , ") }
        #expect(throws: ModelError.self) { try UpstreamURL.list("http://a,b") }
    }

    @Test func `pauses double up to their maximum, spread over their upper half`() {
        let policy = RetryPolicy(attempts: 8, delay: .milliseconds(100), maximumDelay: .seconds(1))
        let longest = (1...8).map { policy.pause(after: $0, retryAfter: nil, random: 1) }
        #expect(longest == [100, 200, 400, 800, 1000, 1000, 1000].map { .milliseconds($0) } + [nil])
        #expect(policy.pause(after: 1, retryAfter: nil, random: 0) == .milliseconds(50))
        #expect(policy.pause(after: 1, retryAfter: -5, random: 0) == .zero)
    }
}
