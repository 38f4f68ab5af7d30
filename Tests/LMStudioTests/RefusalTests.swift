// SPDX-License-Identifier: Apache-2.0

import ChatModel
import LMStudio
import Logging
import TestSupport
import Testing

private let hi =
    #"{"id":"c1","model":"m","created":7,"choices":[{"message":{"content":"Hi"},"finish_reason":"stop"}]}"#

@Suite(.timeLimit(.minutes(10)))
struct RefusalTests {
    @Test func `no server is unreachable after three attempts`() async throws {
        let record = ManualTime()
        let url = "http://127.0.0.1:\(try unusedPort())"
        try await LMStudioClient(settings: .loopback(url), logger: .quiet, time: record.time).run { client in
            let error = await #expect(throws: ModelError.self) { _ = try await client.stream(.hello) }
            #expect(error == .unreachable(url: url, detail: "the connection was refused"))
        }
        #expect(record.pauses == [.milliseconds(100), .milliseconds(200)])
    }

    @Test func `settings without a URL are refused when used`() async throws {
        try await LMStudioClient.withClient(settings: LMStudioSettings(urls: []), logger: .quiet) { client in
            #expect(client.upstream.url == nil)
            let error = await #expect(throws: ModelError.self) { _ = try await client.models() }
            #expect(error?.code == "invalid_request")
        }
    }

    @Test func `500 then success`() async throws {
        try await withClient([.status(500, body: "loading"), .status(503), .json(hi)]) {
            client, upstream, record in
            let content = try await client.complete(.hello).content
            #expect(content == "Hi")
            #expect(upstream.requests.count == 3)
            #expect(Set(upstream.requests.map(\.text)).count == 1, "the same body each time")
            #expect(record.pauses.count == 2)
        }
    }

    @Test func `a closed connection then success`() async throws {
        try await withClient([.disconnect, .json(hi)]) { client, upstream, _ in
            let content = try await client.complete(.hello).content
            #expect(content == "Hi")
            #expect(upstream.requests.count == 2)
        }
    }

    @Test func `a connection that the server closed while it was idle is replaced without a word`()
        async throws
    {
        // The first answer ends properly, then the server hangs up; the second request comes over a new connection.
        let hangsUp = ScriptedReply(steps: ScriptedReply.json(hi).steps + [.disconnect])
        try await withClient([hangsUp, .json(hi), .disconnect, .json(hi)]) { client, upstream, record in
            var content = try await client.complete(.hello).content
            #expect(content == "Hi")
            try await upstream.closed(0)
            content = try await client.complete(.hello).content
            #expect(content == "Hi")
            #expect(record.pauses == [])
            // A request that got through and was not answered is sent anew at once, over a fresh connection.
            content = try await client.complete(.hello).content
            #expect(content == "Hi")
            #expect(upstream.requests.count == 4)
            #expect(record.pauses == [])
        }
    }

    @Test func `failures without end are told with the body`() async throws {
        let replies = Array(repeating: ScriptedReply.status(500, body: "out of memory"), count: 3)
        try await withClient(replies) { client, upstream, _ in
            let error = await #expect(throws: ModelError.self) { _ = try await client.stream(.hello) }
            #expect(error == .refused(url: upstream.url, status: 500, body: "out of memory"))
            #expect(upstream.requests.count == 3)
        }
    }

    @Test(arguments: [400, 401, 404, 422])
    func `a client's error is not tried again`(_ status: Int) async throws {
        try await withClient([.status(status, body: #"{"error":"x"}"#), .json(hi)]) { client, upstream, _ in
            let error = await #expect(throws: ModelError.self) { _ = try await client.complete(.hello) }
            #expect(error == .refused(url: upstream.url, status: status, body: #"{"error":"x"}"#))
            #expect(upstream.requests.count == 1)
        }
    }

    @Test func `Retry-After is honoured`() async throws {
        let busy = ScriptedReply.status(429, headers: [("Retry-After", "7")])
        try await withClient([busy, .json(hi)]) { client, _, record in
            let content = try await client.complete(.hello).content
            #expect(content == "Hi")
            #expect(record.pauses == [.seconds(7)])
        }
    }

    @Test func `a Retry-After over the cap ends the attempts`() async throws {
        let busy = ScriptedReply.status(429, headers: [("Retry-After", "3600")])
        try await withClient([busy, .json(hi)]) { client, upstream, record in
            let error = await #expect(throws: ModelError.self) { _ = try await client.complete(.hello) }
            #expect(error == .refused(url: upstream.url, status: 429, body: ""))
            #expect(record.pauses == [])
        }
    }

    @Test func `a long refusal is cut at its limit`() async throws {
        let reply = ScriptedReply.status(400, body: String(repeating: "é", count: 100_000))
        try await withClient([reply]) { client, _, _ in
            let error = await #expect(throws: ModelError.self) { _ = try await client.complete(.hello) }
            #expect(error?.body?.utf8.count == 4096)
        }
    }

    @Test(arguments: [
        (
            "it redirects to http://elsewhere.example/, which is not followed",
            ScriptedReply.status(307, headers: [("Location", "http://elsewhere.example/")])
        ),
        ("it is not JSON", .status(200, body: "<html>hello</html>", contentType: "text/html")),
        (
            "it does not speak HTTP",
            ScriptedReply(steps: [.write(Array("SSH-2.0-x\r\n\r\n".utf8)), .disconnect])
        ),
    ])
    func `what is no completion is unreadable`(_ detail: String, _ reply: ScriptedReply) async throws {
        for isStreaming in [true, false] {
            try await withClient([reply]) { client, upstream, _ in
                let error = await #expect(throws: ModelError.self) {
                    if isStreaming {
                        _ = try await client.stream(.hello)
                    } else {
                        _ = try await client.complete(.hello)
                    }
                }
                guard case .unreadable(upstream.url, detail, _)? = error else {
                    Issue.record("\(String(describing: error))")
                    return
                }
            }
        }
    }

    @Test func `a whole answer without a message is unreadable with its place`() async throws {
        try await withClient([.json(#"{"choices":[]}"#)]) { client, upstream, _ in
            let error = await #expect(throws: ModelError.self) { _ = try await client.complete(.hello) }
            let body = #"{"choices":[]}"#
            #expect(error == .unreadable(url: upstream.url, detail: "/choices/0 is missing", body: body))
        }
    }

    @Test func `a whole answer that breaks off is truncated`() async throws {
        let reply = ScriptedReply.stream(
            [.text(#"{"choices":["#), .disconnect], contentType: "application/json")
        try await withClient([reply]) { client, upstream, _ in
            let error = await #expect(throws: ModelError.self) { _ = try await client.complete(.hello) }
            #expect(error == .truncated(url: upstream.url, detail: "the connection closed"))
        }
    }

    @Test func `a whole answer to a streaming request that breaks off is truncated too`() async throws {
        let reply = ScriptedReply.stream(
            [.text(#"{"choices":["#), .disconnect], contentType: "application/json")
        try await withClient([reply]) { client, upstream, _ in
            let error = await #expect(throws: ModelError.self) { _ = try await client.stream(.hello) }
            #expect(error == .truncated(url: upstream.url, detail: "the connection closed"))
        }
    }

    @Test func `a whole answer over the limit is refused`() async throws {
        try await withClient([.json(hi)], change: { $0.limits.bodyBytes = 10 }) { client, _, _ in
            let error = await #expect(throws: ModelError.self) { _ = try await client.complete(.hello) }
            #expect(error?.message.contains("bodyBytes") == true)
        }
    }

    @Test func `a server that never answers times out with the setting's name`() async throws {
        try await withClient([.silence()]) { client, upstream, clock in
            async let error = #expect(throws: ModelError.self) { _ = try await client.complete(.hello) }
            _ = try await upstream.request(0)
            clock.advance(by: .seconds(301))
            let limit = "LM_STUDIO_FIRST_BYTE_TIMEOUT"
            #expect(await error == .timedOut(url: upstream.url, limit: limit, after: .seconds(300)))
            try await upstream.clientLeft(0)
        }
    }

    @Test func `several servers fail over, and the one that answered comes first`() async throws {
        let dead = "http://127.0.0.1:\(try unusedPort())"
        try await withScriptedUpstream([.status(503)]) { busy in
            try await withScriptedUpstream([.json(hi), .json(hi)]) { good in
                let record = ManualTime()
                let settings = try LMStudioSettings.loopback(dead, busy.url, good.url)
                try await LMStudioClient(settings: settings, logger: .quiet, time: record.time).run {
                    client in
                    #expect(client.upstream.url == dead)
                    for _ in 0..<2 {
                        let content = try await client.complete(.hello).content
                        #expect(content == "Hi")
                    }
                    #expect(client.upstream.url == good.url)
                }
                #expect(busy.requests.count == 1)
                #expect(good.requests.count == 2)
                #expect(record.pauses == [])
            }
        }
    }

    @Test func `models are listed`() async throws {
        let reply = ScriptedReply.json(#"{"object":"list","data":[{"id":"a","owned_by":"me"},{"id":"b"}]}"#)
        try await withClient([reply, .json("[]")]) { client, upstream, _ in
            let models = try await client.models().map(\.id)
            #expect(models == ["a", "b"])
            let path = try await upstream.request(0).path
            #expect(path == "/v1/models")
            let method = try await upstream.request(0).method
            #expect(method == "GET")
            await #expect(throws: ModelError.self) { _ = try await client.models() }
        }
    }

    @Test func `a key that no header can carry is refused`() async throws {
        try await withClient([.json(hi)], change: { $0.apiKey = "a\r\nb" }) { client, upstream, _ in
            let error = await #expect(throws: ModelError.self) { _ = try await client.complete(.hello) }
            #expect(error?.code == "invalid_request")
            #expect(upstream.requests.isEmpty)
        }
    }
}
