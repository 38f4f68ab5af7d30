// SPDX-License-Identifier: Apache-2.0

import ChatModel
import JSON
import LMStudio
import Logging
import OpenAICoding
import TestSupport
import Testing

/// Chunks of the answer "Hello there", as events' data.
private let hello = [
    #"{"id":"c1","model":"m","created":7,"choices":[{"index":0,"delta":{"role":"assistant","content":"Hel"}}]}"#,
    #"{"id":"c1","model":"m","created":7,"choices":[{"index":0,"delta":{"content":"lo thére"}}]}"#,
    #"{"id":"c1","model":"m","created":7,"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"#,
    #"{"id":"c1","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}"#,
]

private let helloDeltas: [ChatDelta] = [
    .start(ChatStreamIdentity(id: "c1", model: "m", created: 7)), .content("Hel"), .content("lo thére"),
    .finish(.stop), .usage(TokenUsage(promptTokens: 3, completionTokens: 2, totalTokens: 5)),
]

/// A body with the deltas that a client must see.
struct StreamCase: Sendable, CustomTestStringConvertible {
    var name: String
    var reply: ScriptedReply
    var deltas: [ChatDelta]

    init(_ name: String, _ reply: ScriptedReply, _ deltas: [ChatDelta]) {
        self.name = name
        self.reply = reply
        self.deltas = deltas
    }

    var testDescription: String { name }

    private static let wire = Array((hello + ["[DONE]"]).map { "data: \($0)\n\n" }.joined().utf8)

    static let clean = [
        StreamCase("an event a write", .events(hello), helloDeltas),
        StreamCase("all in one write", .stream([.bytes(wire)]), helloDeltas),
        StreamCase("a byte a write", .stream(wire.map { .bytes([$0]) }), helloDeltas),
        StreamCase("until the connection closes", .events(hello, framing: .untilClose), helloDeltas),
        StreamCase("CRLF", .events(hello, lineEnd: "\r\n"), helloDeltas),
        StreamCase(
            "comments before and between",
            .stream(
                [.text(": loading\n\n")] + hello.map { .text(":\n\ndata: \($0)\n\n: ping\n") } + [.text("\n")]
            ),
            helloDeltas),
        StreamCase("no [DONE]", .events(hello, sendsDone: false), helloDeltas),
        StreamCase(
            "no [DONE], the last event without its blank line",
            .stream(hello.dropLast().map { .text("data: \($0)\n\n") } + [.text("data: \(hello[3])")]),
            helloDeltas),
        StreamCase(
            "events under another content type",
            .stream([.bytes(wire)], contentType: "text/plain"), helloDeltas),
        StreamCase(
            "a whole completion instead of a stream",
            .json(
                #"{"id":"c1","model":"m","created":7,"choices":[{"message":{"content":"Hi"},"finish_reason":"stop"}]}"#
            ),
            [.start(ChatStreamIdentity(id: "c1", model: "m", created: 7)), .content("Hi"), .finish(.stop)]),
        StreamCase(
            "a whole completion that claims to be a stream",
            .stream([
                .text(#" {"choices":[{"message":{"content":"Hi"},"#), .text(#""finish_reason":"length"}]}"#),
            ]),
            [.content("Hi"), .finish(.length)]),
    ]

    static let broken = [
        StreamCase(
            "the connection breaks", .stream([.text("data: \(hello[0])\n\n"), .disconnect]),
            [
                helloDeltas[0], helloDeltas[1],
                failure("The model server broke off its answer.", "upstream_truncated"),
            ]),
        StreamCase(
            "the connection breaks within an event",
            .stream([.text("data: \(hello[0])\n\ndata: {\"choi"), .disconnect]),
            [
                helloDeltas[0], helloDeltas[1],
                failure("The model server's answer breaks off.", "upstream_truncated"),
            ]),
        StreamCase(
            "it ends with neither [DONE] nor a finish reason",
            .events(Array(hello.prefix(2)), sendsDone: false),
            helloDeltas.prefix(3) + [
                failure("The model server's answer ended without a finish reason.", "upstream_truncated")
            ]),
        StreamCase(
            "an empty stream", .stream([]),
            [failure("The model server's answer ended without a finish reason.", "upstream_truncated")]),
        StreamCase(
            "an error in the stream",
            .stream([
                .text("data: \(hello[0])\n\n"),
                .text("event: error\ndata: {\"error\":{\"message\":\"no memory\"}}\n\n"),
                .text("data: \(hello[1])\n\n"),
            ]),
            [
                helloDeltas[0], helloDeltas[1],
                failure("The model server reported an error: no memory", "upstream_error"),
            ]),
        StreamCase(
            "an error as a whole body", .json(#"{"error":"no model"}"#),
            [failure("The model server reported an error: no model", "upstream_error")]),
        StreamCase(
            "JSON that is no completion", .json(#"{"detail":"x"}"#),
            [
                failure(
                    "The model server's answer is neither a stream of events nor a completion.",
                    "upstream_error")
            ]),
    ]

    private static func failure(_ message: String, _ code: String) -> ChatDelta {
        .failure(UpstreamFailure(message: message, code: code))
    }
}

@Suite(.timeLimit(.minutes(10)))
struct StreamingTests {
    @Test(arguments: StreamCase.clean + StreamCase.broken)
    func `a stream gives what came, then what went wrong`(_ example: StreamCase) async throws {
        try await withClient([example.reply]) { client, _, _ in
            let deltas = try await client.stream(.hello).collect()
            #expect(deltas == example.deltas)
        }
    }

    @Test func `the request carries what was asked`() async throws {
        let request = ChatRequest(
            messages: [ChatMessage(role: .user, text: "Hello")],
            parameters: ["temperature": 1, "my_own": [true], "response_format": ["type": "json_object"]])
        try await withClient([.events(hello)], change: { $0.apiKey = "secret" }) { client, upstream, _ in
            _ = try await client.stream(request).collect()
            let sent = try await upstream.request(0)
            #expect(sent.method == "POST")
            #expect(sent.path == "/v1/chat/completions")
            #expect(sent.headers["authorization"] == "Bearer secret")
            #expect(sent.headers["content-type"] == "application/json")
            let body = try JSONValue(parsing: sent.body)
            #expect(body["model"] == "test-model")
            #expect(body["stream"] == true)
            #expect(body["stream_options"]?["include_usage"] == true)
            #expect(body["my_own"] == [true])
            #expect(body["response_format"]?["type"] == "json_schema")
            #expect(body["response_format"]?["json_schema"]?["schema"] == ["type": "object"])
        }
    }

    @Test(arguments: ["", "/", "/v1", "/v1/"])
    func `the base URL may have its v1 or not`(_ suffix: String) async throws {
        try await withScriptedUpstream([.events(hello)]) { upstream in
            try await LMStudioClient.withClient(settings: .loopback(upstream.url + suffix), logger: .quiet) {
                client in
                let text = try await client.stream(.hello).collect().text
                #expect(text == "Hello thére")
                let path = try await upstream.request(0).path
                #expect(path == "/v1/chat/completions")
            }
        }
    }

    @Test func `deltas come while the answer is still being written`() async throws {
        let gate = Gate()
        let reply = ScriptedReply.stream([
            .text("data: \(hello[0])\n\n"), .hold(gate), .text("data: \(hello[2])\n\ndata: [DONE]\n\n"),
        ])
        try await withClient([reply]) { client, _, _ in
            var stream = try await client.stream(.hello).makeAsyncIterator()
            #expect(try await stream.next() == [helloDeltas[0], helloDeltas[1]])
            gate.open()
            #expect(try await stream.next() == [.finish(.stop)])
            #expect(try await stream.next() == nil)
        }
    }

    @Test func `the stream ends at DONE though the connection stays open`() async throws {
        let reply = ScriptedReply.stream([.text("data: \(hello[2])\n\ndata: [DONE]\n\n"), .hold(Gate())])
        try await withClient([reply]) { client, _, _ in
            let deltas = try await client.stream(.hello).collect()
            #expect(deltas == [helloDeltas[0], .finish(.stop)])
        }
    }

    @Test func `letting go of the stream drops the connection`() async throws {
        let reply = ScriptedReply.stream([.text("data: \(hello[0])\n\n"), .hold(Gate())])
        try await withClient([reply]) { client, upstream, _ in
            do {
                var stream = try await client.stream(.hello).makeAsyncIterator()
                _ = try await stream.next()
            }
            try await upstream.clientLeft(0)
        }
    }

    @Test func `cancelling the reading task drops the connection`() async throws {
        let reply = ScriptedReply.stream([.text("data: \(hello[0])\n\n"), .hold(Gate())])
        try await withClient([reply]) { client, upstream, _ in
            let first = Gate()
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    await #expect(throws: CancellationError.self) {
                        for try await _ in try await client.stream(.hello) { first.open() }
                    }
                }
                try await first.wait()
                group.cancelAll()
                try await group.waitForAll()
            }
            try await upstream.clientLeft(0)
        }
    }

    @Test func `cancelling before the answer drops the connection`() async throws {
        try await withClient([.silence()]) { client, upstream, _ in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    await #expect(throws: CancellationError.self) { _ = try await client.stream(.hello) }
                }
                _ = try await upstream.request(0)
                group.cancelAll()
                try await group.waitForAll()
            }
            try await upstream.clientLeft(0)
        }
    }

    @Test func `silence within the answer is a failure after what came`() async throws {
        let reply = ScriptedReply.stream([.text("data: \(hello[0])\n\n"), .hold(Gate())])
        try await withClient([reply]) { client, upstream, clock in
            var stream = try await client.stream(.hello).makeAsyncIterator()
            var deltas = try await stream.next() ?? []
            clock.advance(by: .seconds(59))
            clock.advance(by: .seconds(2))
            while let batch = try await stream.next() { deltas += batch }
            #expect(deltas.text == "Hel")
            #expect(deltas.failureCodes == ["upstream_timeout"])
            try await upstream.clientLeft(0)
        }
    }

    @Test func `the wait for the first byte goes on after the head`() async throws {
        try await withClient([.stream([.hold(Gate())])]) { client, _, clock in
            let stream = try await client.stream(.hello)
            clock.advance(by: .seconds(299))
            clock.advance(by: .seconds(2))
            let deltas = try await stream.collect()
            #expect(deltas.failureCodes == ["upstream_timeout"])
            guard case .failure(let failure)? = deltas.first else { return }
            #expect(failure.message.contains("LM_STUDIO_FIRST_BYTE_TIMEOUT"))
        }
    }

    @Test func `a reader that is behind gets everything`() async throws {
        let piece = String(repeating: "x", count: 10_000)
        let chunk = #"data: {"choices":[{"delta":{"content":"\#(piece)"}}]}\#n\#n"#
        let reply = ScriptedReply.stream(
            Array(repeating: .text(chunk), count: 100) + [.text("data: \(hello[2])\n\n")])
        try await withClient([reply], change: { $0.limits.readAheadBytes = 1000 }) { client, _, _ in
            let deltas = try await client.stream(.hello).collect()
            #expect(deltas.text.utf8.count == 1_000_000)
            #expect(deltas.failureCodes == [])
        }
    }

    @Test func `an event over its limit ends the stream with a failure`() async throws {
        let reply = ScriptedReply.stream([
            .text("data: \(hello[0])\n\ndata: \(String(repeating: "x", count: 500))")
        ])
        try await withClient([reply], change: { $0.limits.events.lineBytes = 400 }) { client, _, _ in
            let deltas = try await client.stream(.hello).collect()
            #expect(deltas.text == "Hel")
            #expect(deltas.failureCodes == ["upstream_error"])
        }
    }

    @Test func `a connection serves several requests`() async throws {
        try await withClient([.events(hello), .events(hello), .events(hello)]) { client, upstream, _ in
            for _ in 0..<3 {
                let deltas = try await client.stream(.hello).collect()
                #expect(deltas == helloDeltas)
            }
            #expect(upstream.requests.count == 3)
        }
    }
}
