// SPDX-License-Identifier: Apache-2.0

import ChatModel
import NIOCore
import NIOPosix
import TestSupport
import Testing

@testable import LMStudio

private let hi =
    #"{"id":"c1","model":"m","created":7,"choices":[{"message":{"content":"Hi"},"finish_reason":"stop"}]}"#
private let piece = #"{"id":"c1","choices":[{"delta":{"content":"Hel"}}]}"#

@Suite(.timeLimit(.minutes(10)))
struct ConnectionTests {
    @Test func `one connection serves one request after the other, streamed or not`() async throws {
        try await withClient([.json(hi), .events([piece]), .json(hi)]) { client, upstream, _ in
            _ = try await client.complete(.hello)
            _ = try await client.stream(.hello).collect()
            // The end of the stream's body may still be on its way when [DONE] has been read.
            try await upstream.replied(1)
            _ = try await client.complete(.hello)
            #expect(upstream.requests.count == 3)
            #expect(upstream.connections <= 2)
        }
    }

    @Test func `nothing is sent again once an answer has begun`() async throws {
        let cut = ScriptedReply.stream([.text("data: \(piece)\n\n"), .disconnect])
        try await withClient([cut, .json(hi)]) { client, upstream, record in
            let deltas = try await client.stream(.hello).collect()
            #expect(deltas.text == "Hel")
            #expect(deltas.failureCodes == ["upstream_truncated"])
            #expect(upstream.requests.count == 1)
            #expect(record.pauses == [])
        }
    }

    @Test func `a head without a body is an answer that broke off, and not sent again`() async throws {
        let head = ScriptedReply.stream([.disconnect])
        try await withClient([head, .json(hi)]) { client, upstream, record in
            let deltas = try await client.stream(.hello).collect()
            #expect(deltas.failureCodes == ["upstream_truncated"])
            #expect(upstream.requests.count == 1)
            #expect(record.pauses == [])
        }
    }

    @Test func `500 then a stream`() async throws {
        try await withClient([.status(500, body: "loading"), .events([piece], sendsDone: true)]) {
            client, upstream, record in
            let text = try await client.stream(.hello).collect().text
            #expect(text == "Hel")
            #expect(upstream.requests.count == 2)
            #expect(record.pauses.count == 1)
        }
    }

    @Test func `interim answers are passed over`() async throws {
        let interim = Array("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n".utf8)
        let reply = ScriptedReply(steps: [.write(interim)] + ScriptedReply.json(hi).steps)
        try await withClient([reply]) { client, _, _ in
            let content = try await client.complete(.hello).content
            #expect(content == "Hi")
        }
    }

    @Test func `a body shorter than it says is broken off`() async throws {
        let bytes = Array("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"choices\":[".utf8)
        try await withClient([ScriptedReply(steps: [.write(bytes), .disconnect])]) { client, upstream, _ in
            let error = await #expect(throws: ModelError.self) { _ = try await client.complete(.hello) }
            #expect(error == .truncated(url: upstream.url, detail: "the connection closed"))
        }
    }

    @Test func `bytes after an answer cost the connection, not the next request`() async throws {
        var first = ScriptedReply.json(hi)
        first.steps.append(.write(Array("and another thing".utf8)))
        // Where the bytes are taken for the beginning of the next answer, that request is sent once more.
        let replies = [first] + Array(repeating: .json(hi), count: 4)
        try await withClient(replies) { client, _, record in
            for _ in 0..<3 {
                let content = try await client.complete(.hello).content
                #expect(content == "Hi")
            }
            #expect(record.pauses == [])
        }
    }

    @Test func `an answer may take longer than a connection is kept idle, and others are served meanwhile`()
        async throws
    {
        let gate = Gate()
        let reply = ScriptedReply.stream([
            .text("data: \(piece)\n\n"), .hold(gate), .text("data: \(piece)\n\ndata: [DONE]\n\n"),
        ])
        try await withScriptedUpstream([reply, .json(hi)]) { upstream in
            let idleTime = TimeAmount.milliseconds(1)
            // On one event loop, so that what holds up one request holds up all.
            let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
            let client = LMStudioClient(
                settings: try .loopback(upstream.url), eventLoopGroup: group, logger: .quiet,
                time: ManualTime().time, idleTime: idleTime)
            try await client.run { client in
                var stream = try await client.stream(.hello).makeAsyncIterator()
                var deltas = try await stream.next() ?? []
                let idleFor = NIODeadline.now() + idleTime * 3
                while NIODeadline.now() < idleFor { await Task.yield() }
                let content = try await client.complete(.hello).content
                #expect(content == "Hi")
                gate.open()
                while let batch = try await stream.next() { deltas += batch }
                #expect(deltas.text == "HelHel")
            }
            try await group.shutdownGracefully()
        }
    }

    @Test func `HTTPS to a server that does not speak it is unreachable with a reason`() async throws {
        try await withScriptedUpstream([]) { upstream in
            let url = "https://127.0.0.1:\(upstream.port)"
            var settings = try LMStudioSettings.loopback(url)
            settings.retry.attempts = 1
            try await LMStudioClient(settings: settings, logger: .quiet, time: ManualTime().time).run {
                client in
                let error = await #expect(throws: ModelError.self) { _ = try await client.complete(.hello) }
                #expect(error?.code == "upstream_unreachable")
            }
        }
    }

    @Test func `shutting down ends a stream with a failure, and takes no more requests`() async throws {
        let reply = ScriptedReply.stream([.text("data: \(piece)\n\n"), .hold(Gate())])
        try await withScriptedUpstream([reply]) { upstream in
            var settings = try LMStudioSettings.loopback(upstream.url)
            settings.retry.attempts = 1
            let client = LMStudioClient(settings: settings, logger: .quiet, time: ManualTime().time)
            var stream = try await client.stream(.hello).makeAsyncIterator()
            var deltas = try await stream.next() ?? []
            try await client.shutdown()
            while let batch = try await stream.next() { deltas += batch }
            #expect(deltas.text == "Hel")
            #expect(deltas.failureCodes == ["upstream_truncated"])
            await #expect(throws: ModelError.self) { _ = try await client.complete(.hello) }
            await #expect(throws: ChannelError.self) { try await client.shutdown() }
        }
    }
}
