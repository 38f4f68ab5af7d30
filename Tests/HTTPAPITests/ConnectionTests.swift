// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import HTTPAPI

/// What one connection may bring, beside one request that is whole within one read.
@Suite(.timeLimit(.minutes(10))) struct ConnectionTests {
    private static func post(_ body: String, _ fields: String = "") -> String {
        "POST /call HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\(fields)"
            + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    private static func echo(_ text: String) -> String {
        #"{"action":"echo","params":{"text":"\#(text)"}}"#
    }

    private func serving(_ body: @escaping @Sendable (RawConnection) async throws -> Void) async throws {
        try await ServerFixture().whileServing { port, _ in
            try await RawConnection.with(port: port) { try await body($0) }
        }
    }

    @Test func `requests sent in advance are answered in their order`() async throws {
        try await serving { connection in
            let texts = (1...100).map { "number-\($0)" }
            try await connection.send(texts.map { Self.post(Self.echo($0)) }.joined())
            for text in texts {
                #expect(try await connection.status() == 200)
                #expect(try await connection.read(to: #""durationMs":"#).contains(text))
            }
        }
    }

    @Test func `a request may come in pieces`() async throws {
        try await serving { connection in
            let request = Self.post(Self.echo("pieces"))
            for cut in [1, 20, request.utf8.count - 1, request.utf8.count - 12] {
                let end = request.utf8.index(request.startIndex, offsetBy: cut)
                try await connection.send(String(request[..<end]))
                try await connection.send(String(request[end...]))
                #expect(try await connection.status() == 200)
                #expect(try await connection.read(to: #""durationMs":"#).contains("pieces"))
            }
        }
    }

    @Test func `a body may come in chunks of any size`() async throws {
        try await serving { connection in
            let text = String(repeating: "long ", count: 100_000)
            let chunks = Self.echo(text).split(by: 50_000)
                .map { "\(String($0.utf8.count, radix: 16))\r\n\($0)\r\n" }.joined()
            try await connection.send(
                "POST /call HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + "Transfer-Encoding: chunked\r\n\r\n" + chunks + "0\r\n\r\n")
            #expect(try await connection.status() == 200)
            #expect(try await connection.read(to: #""durationMs":"#).contains(text))
        }
    }

    @Test func `a body that nobody reads does not stand before the next request`() async throws {
        try await serving { connection in
            let body = String(repeating: "x", count: 4 << 20)
            try await connection.send(
                "POST /call HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n"
                    + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)" + Self.post(Self.echo("next")))
            #expect(try await connection.status() == 415)
            _ = try await connection.read(to: "}")
            #expect(try await connection.status() == 200)
            #expect(try await connection.read(to: #""durationMs":"#).contains("next"))
        }
    }

    @Test func `what is no HTTP is told so and ends the connection`() async throws {
        try await serving { connection in
            try await connection.send("\u{1}\u{2}nonsense\r\n\r\n")
            #expect(try await connection.readAll().hasPrefix("HTTP/1.1 400 "))
        }
    }

    @Test func `a client that wants no more gets its answer and the end`() async throws {
        try await serving { connection in
            try await connection.send(Self.post(Self.echo("last"), "Connection: Close\r\n"))
            let answer = try await connection.readAll()
            #expect(answer.contains("last") && answer.lowercased().contains("\r\nconnection: close\r\n"))
        }
    }

    @Test func `a connection without a request ends after its time`() async throws {
        let settings = HTTPServerSettings.test { $0.idleTimeout = .milliseconds(1) }
        try await ServerFixture(settings: settings).whileServing { port, _ in
            let text = try await RawConnection.with(port: port) { try await $0.readAll() }
            #expect(text.isEmpty)
        }
    }

    @Test(arguments: [
        (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
        (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"), (1_709_251_199, "Thu, 29 Feb 2024 23:59:59 GMT"),
        (4_102_444_800, "Fri, 01 Jan 2100 00:00:00 GMT"), (-1, "Wed, 31 Dec 1969 23:59:59 GMT"),
    ])
    func `an answer's date is written as HTTP has it`(_ second: Int, _ text: String) {
        #expect(HTTPDate.text(ofSecond: second) == text)
    }
}

extension String {
    fileprivate func split(by count: Int) -> [Substring] {
        var rest = self[...]
        var parts: [Substring] = []
        while !rest.isEmpty {
            parts.append(rest.prefix(count))
            rest = rest.dropFirst(count)
        }
        return parts
    }
}
