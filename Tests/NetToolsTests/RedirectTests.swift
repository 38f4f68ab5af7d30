// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import JSON
import Synchronization
import Testing
import ToolKit

@testable import NetTools

@Suite(.timeLimit(.minutes(10))) struct RedirectTests {
    @Test(arguments: [
        ("http://169.254.169.254/latest/", "private_address"),
        ("http://[::ffff:169.254.169.254]/", "private_address"),
        ("http://127.0.0.2:8080/", "private_address"), ("//127.0.0.2:8080/", "private_address"),
        ("http://2130706434:8080/", "private_address"), ("file:///etc/passwd", "unsupported_scheme"),
        ("ftp://example.com/", "unsupported_scheme"), ("gopher://127.0.0.1:6379/_INFO", "unsupported_scheme"),
        ("http://127.0.0.1:6379/", "blocked_port"), ("http://[", "invalid_url"),
        ("http://user:word@127.0.0.1/", "invalid_url"),
    ])
    func `each hop is checked like the first`(location: String, code: String) async throws {
        let refusal = try await Fetching.refusal(of: .redirect(to: location))
        #expect(refusal.code == code, "\(refusal)")
    }

    @Test(arguments: [
        "301 Moved Permanently", "302 Found", "303 See Other", "307 Temporary Redirect",
        "308 Permanent Redirect",
    ])
    func `a redirect is followed`(status: String) async throws {
        try await LoopbackServer.with({ request in
            request.path == "/end" ? .text("arrived") : .redirect(status, to: "/end")
        }) { server in
            let output = try await Fetching().call("http://127.0.0.1:\(server.port)/start")
            #expect(output.text == "arrived")
            #expect(output.structured?["url"]?.string == "http://127.0.0.1:\(server.port)/end")
        }
    }

    @Test func `a redirect without end is given up`() async throws {
        try await LoopbackServer.with({ .redirect(to: $0.path + "x") }) { server in
            let refusal = try await Fetching().refusal("http://127.0.0.1:\(server.port)/")
            #expect(refusal.code == "too_many_redirects")
            #expect(server.requests.count == NetLimits().redirects + 1)
        }
    }

    @Test(arguments: [("301", "GET"), ("302", "GET"), ("303", "GET"), ("307", "POST"), ("308", "POST")])
    func `a form is sent again only where it must be`(status: String, method: String) async throws {
        try await LoopbackServer.with({ request in
            request.path == "/end" ? .text("arrived") : .redirect("\(status) X", to: "/end")
        }) { server in
            try await Fetching().call([
                "url": .string("http://127.0.0.1:\(server.port)/"), "method": "POST", "body": "a=1",
            ])
            let last = try #require(server.requests.last)
            #expect(last.method == method)
            #expect(last.body == (method == "POST" ? "a=1" : ""))
            #expect((last.headers["content-type"] != nil) == (method == "POST"))
        }
    }

    @Test func `secrets stay with the server they are for`() async throws {
        try await LoopbackServer.with(host: "127.0.0.2", { _ in .text("other") }) { other in
            let target = "http://127.0.0.2:\(other.port)/"
            try await LoopbackServer.with({ request in
                request.path == "/" ? .redirect(to: "/same") : .redirect(to: target)
            }) { server in
                try await Fetching(allowed: "127.0.0.0/8").call([
                    "url": .string("http://127.0.0.1:\(server.port)/"),
                    "headers": [
                        "Authorization": "Bearer 1", "Cookie": "a=1", "X-Api-Key": "1", "X-Session-Id": "1",
                        "Accept-Language": "de",
                    ],
                ])
                let secrets = ["authorization", "cookie", "x-api-key", "x-session-id"]
                #expect(server.requests.count == 2)
                #expect(
                    server.requests.allSatisfy { request in secrets.allSatisfy { request.headers[$0] != nil }
                    })
                let last = try #require(other.requests.first)
                #expect(secrets.allSatisfy { last.headers[$0] == nil })
                #expect(last.headers["accept-language"] == "de")
            }
        }
    }

    /// A name that has one address when it is first looked up and another one after that.
    @Test func `a name that changes its address is refused`() async throws {
        try await LoopbackServer.with(host: "127.0.0.2", { _ in .redirect(to: "/again") }) { server in
            let asked = Mutex(0)
            // 127.0.0.2 stands for a public address here.
            var fetching = Fetching(allowed: "127.0.0.2")
            fetching.client.names = { _ in
                asked.withLock { count in
                    count += 1
                    return count == 1 ? ["127.0.0.2"] : ["127.0.0.1"]
                }
            }
            let refusal = try await fetching.refusal("http://rebind.test:\(server.port)/")
            #expect(refusal.code == "private_address")
            #expect(refusal.message.contains("rebind.test"))
            #expect(server.requests.map(\.path) == ["/"])
        }
    }

    @Test func `of several addresses the private ones are not tried`() async throws {
        try await LoopbackServer.with({ _ in .text("inside") }) { server in
            var fetching = Fetching(allowed: "127.0.0.3")
            fetching.client.names = { _ in ["127.0.0.3", "127.0.0.1"] }
            // Nothing listens on 127.0.0.3; the server on 127.0.0.1 would answer.
            let refusal = try await fetching.refusal("http://two.test:\(server.port)/")
            #expect(refusal.code == "private_address")
            #expect(server.requests.isEmpty)
        }
    }
}
