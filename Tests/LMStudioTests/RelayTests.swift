// SPDX-License-Identifier: Apache-2.0

import ChatModel
import LMStudio
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct RelayTests {
    /// The whole body as text.
    private static func text(of answer: RelayedAnswer) async throws -> String {
        var bytes: [UInt8] = []
        while let more = try await answer.next() { bytes += more }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test(arguments: RelayedEndpoint.allCases)
    func `a body goes out and comes back byte for byte`(_ endpoint: RelayedEndpoint) async throws {
        let reply = ScriptedReply.stream([.text("da"), .text("ta: 1\n\n")])
        try await withClient([reply]) { client, upstream, _ in
            let answer = try await client.relay(Array("{ \"a\": 1.0 }".utf8), to: endpoint)
            #expect(answer.contentType == "text/event-stream")
            #expect(try await Self.text(of: answer) == "data: 1\n\n")
            let request = try await upstream.request(0)
            #expect(request.path == "/v1/\(endpoint.rawValue)")
            #expect(request.text == "{ \"a\": 1.0 }")
        }
    }

    @Test func `a failure before the answer is met by another attempt`() async throws {
        try await withClient([.status(503), .json("{}")]) { client, upstream, time in
            let answer = try await client.relay([], to: .embeddings)
            #expect(try await Self.text(of: answer) == "{}")
            #expect(upstream.requests.count == 2 && time.pauses.count == 1)
        }
    }

    @Test func `a refusal is told with its body`() async throws {
        try await withClient([.status(404, body: "no such model")]) { client, upstream, _ in
            let error = await #expect(throws: ModelError.self) {
                _ = try await client.relay([], to: .embeddings)
            }
            #expect(error == .refused(url: upstream.url, status: 404, body: "no such model"))
        }
    }

    @Test func `an answer that breaks off gives what came, then the error`() async throws {
        try await withClient([.stream([.text("one"), .disconnect])]) { client, _, _ in
            let answer = try await client.relay([], to: .responses)
            var bytes: [UInt8] = []
            let error = await #expect(throws: ModelError.self) {
                while let more = try await answer.next() { bytes += more }
            }
            #expect(error?.code == "upstream_truncated")
            #expect(String(decoding: bytes, as: UTF8.self) == "one")
        }
    }

    @Test func `letting go of an answer drops the request`() async throws {
        try await withClient([.stream([.text("one"), .hold(Gate())])]) { client, upstream, _ in
            do {
                let answer = try await client.relay([], to: .responses)
                #expect(try await answer.next() == Array("one".utf8))
            }
            try await upstream.clientLeft(0)
        }
    }
}
