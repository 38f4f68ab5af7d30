// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import JSON
import Synchronization
import TestSupport
import Testing
import ToolKit

@testable import NetTools

private let textHead = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"

/// Limits that make a test end soon; what runs into them would never end by itself.
private let short: NetLimits = {
    var limits = NetLimits()
    limits.total = .milliseconds(300)
    return limits
}()

private let small: NetLimits = {
    var limits = NetLimits()
    limits.bodyBytes = 1 << 20
    return limits
}()

@Suite(.timeLimit(.minutes(10))) struct FaultyServerTests {
    @Test(arguments: [
        LoopbackServer.Reply.silence, .drip(head: "HTTP/1.1 200 OK\r\n"),
        .drip(head: "HTTP/1.1 200 OK\r\nX-Header: "),
        .drip(head: textHead + "Content-Length: 1000000\r\n\r\n"), .drip(head: textHead + "\r\n"),
    ])
    func `a server that is too slow is given up`(reply: LoopbackServer.Reply) async throws {
        let refusal = try await Fetching.refusal(of: reply, limits: short)
        #expect(refusal.code == "timed_out", "\(refusal)")
    }

    @Test(arguments: [
        textHead + "\r\n", textHead + "Content-Length: 10737418240\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 99999999999999\r\n\r\n",
    ])
    func `of a body without end the beginning is read`(head: String) async throws {
        let piece = Array(String(repeating: "All work and no play.\n", count: 1000).utf8)
        let output = try await Fetching.output(of: .endless(head: head, piece: piece), limits: small)
        #expect(output.structured?["truncated"] == true)
        #expect(try #require(output.structured?["totalBytes"]?.int) <= small.bodyBytes)
    }

    @Test func `a body in endless chunks is cut as well`() async throws {
        let head = textHead + "Transfer-Encoding: chunked\r\n\r\n"
        let reply = LoopbackServer.Reply.endless(head: head, piece: Array("5\r\nhello\r\n".utf8))
        var limits = small
        limits.bodyBytes = 10_000
        let found = try await Fetching.output(of: reply, limits: limits).structured?["truncated"]
        #expect(found == true)
    }

    @Test func `headers without end are no answer`() async throws {
        let reply = LoopbackServer.Reply.endless(
            head: "HTTP/1.1 200 OK\r\n", piece: Array("X-More: and more and more and more\r\n".utf8))
        let refusal = try await Fetching.refusal(of: reply)
        #expect(
            ["garbled_answer", "no_connection", "timed_out", "broken_off"].contains(refusal.code),
            "\(refusal)")
    }

    @Test(arguments: ["gzip", "deflate", "gzip, gzip"])
    func `a bomb is stopped while it unpacks`(encoding: String) async throws {
        let head = textHead + "Content-Encoding: \(encoding)\r\n\r\n"
        let start = encoding == "deflate" ? Packed.zlibStart : Packed.gzipStart
        // 1.3 MB that stand for 206 MB.
        let reply = LoopbackServer.Reply.bytes(Array(head.utf8) + start + Packed.zeros(count: 100_000))
        do {
            let output = try await Fetching.output(of: reply, limits: small)
            // Zeros are no text: nothing of them is shown.
            #expect(output.text.utf8.count < 1_000)
        } catch let error as NetError {
            #expect(error.code == "garbled_answer", "\(error)")
        }
    }

    @Test(arguments: [
        ("Content-Length: 100\r\n\r\nonly this", "broken_off"),
        ("Transfer-Encoding: chunked\r\n\r\n5\r\nhel", "broken_off"),
        ("Transfer-Encoding: chunked\r\n\r\nZZ\r\nhello", "broken_off"),
        ("Content-Encoding: gzip\r\n\r\nno gzip at all, by no means", "garbled_answer"),
        ("Content-Encoding: rot13\r\n\r\nuryyb", "garbled_answer"),
    ])
    func `a damaged body is no page`(rest: String, code: String) async throws {
        let refusal = try await Fetching.refusal(of: .bytes(Array((textHead + rest).utf8)))
        #expect(refusal.code == code, "\(refusal)")
    }

    @Test func `what comes after the announced length is not read`() async throws {
        let reply = LoopbackServer.Reply.bytes(
            Array("\(textHead)Content-Length: 5\r\n\r\nhello and more".utf8))
        let found = try await Fetching.output(of: reply).text
        #expect(found == "hello")
    }

    @Test(arguments: [
        "", "\r\n\r\n", "SSH-2.0-OpenSSH_9.2\r\n", "HTTP/9.9 200 OK\r\n\r\n", "220 mail.example ESMTP\r\n",
    ])
    func `what is no HTTP is said to be none`(bytes: String) async throws {
        let refusal = try await Fetching.refusal(of: .bytes(Array(bytes.utf8)))
        #expect(["garbled_answer", "broken_off", "no_connection"].contains(refusal.code), "\(refusal)")
    }

    @Test func `nobody listens`() async throws {
        let refusal = try await Fetching().refusal("http://127.0.0.1:\(try unusedPort())/")
        #expect(refusal.code == "no_connection")
    }

    @Test func `a server without TLS is not spoken to in clear`() async throws {
        try await LoopbackServer.with({ _ in .text("clear") }) { server in
            let refusal = try await Fetching().refusal("https://127.0.0.1:\(server.port)/")
            #expect(["tls_failed", "broken_off"].contains(refusal.code), "\(refusal)")
        }
    }

    @Test func `a certificate that nobody has signed is not trusted`() async throws {
        try await LoopbackServer.with(hasTLS: true, { _ in .text("secret") }) { server in
            let refusal = try await Fetching().refusal([
                "url": .string("https://127.0.0.1:\(server.port)/"), "headers": ["Authorization": "Bearer 1"],
            ])
            #expect(refusal.code == "untrusted_certificate", "\(refusal)")
            #expect(server.requests.isEmpty)
        }
    }

    @Test func `a call that is cancelled ends`() async throws {
        try await LoopbackServer.with({ _ in .silence }) { server in
            let asked = Mutex(0)
            let fetching = Fetching(isCancelled: {
                asked.withLock {
                    $0 += 1; return $0 > 3
                }
            })
            await #expect(throws: CancellationError.self) {
                try await fetching.call("http://127.0.0.1:\(server.port)/")
            }
        }
    }
}
