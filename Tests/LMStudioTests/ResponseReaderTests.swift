// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1
import Testing

@testable import LMStudio

/// Answers of servers, and what is read of them.
private struct AnswerExample: CustomTestStringConvertible {
    let testDescription: String
    let wire: String
    let read: String

    init(_ name: String, _ wire: String, _ read: String) {
        testDescription = name
        self.wire = wire
        self.read = read
    }

    static let all = [
        AnswerExample(
            "a body of a length", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "200:hello."),
        AnswerExample("an empty body", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "200:."),
        AnswerExample(
            "chunks",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nA;x=y\r\n, my world\r\n0\r\n\r\n",
            "200:hello, my world."),
        AnswerExample(
            "chunks with trailers",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: Chunked\r\n\r\n05\r\nhello\r\n0\r\nX-Sum: 1\r\nY: 2\r\n\r\n",
            "200:hello."),
        AnswerExample("no length", "HTTP/1.1 200 OK\r\nX: y\r\n\r\nhello\r\n\r\n", "200:hello\r\n\r\n~"),
        AnswerExample("no content", "HTTP/1.1 204 No Content\r\n\r\n", "204:."),
        AnswerExample("no reason", "HTTP/1.1 404\r\nContent-Length:2\r\n\r\nno", "404:no."),
        AnswerExample("bare line feeds", "HTTP/1.0 200 OK\nContent-Length: 2\n\nno", "200:no."),
        AnswerExample(
            "word that it goes on",
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nLink: a\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx",
            "200:x."),
        AnswerExample(
            "two answers",
            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na\r\nHTTP/1.1 500 No\r\nContent-Length: 1\r\n\r\nb",
            "200:a.500:b."),
        AnswerExample(
            "a length beside chunks",
            "HTTP/1.1 200 OK\r\nContent-Length: 99\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n",
            "200:a."),
        AnswerExample(
            "a length twice", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na", "200:a."),
        AnswerExample(
            "two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\na", "!length"),
        AnswerExample("a negative length", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\na", "!length"),
        AnswerExample("no status", "HTTP/1.1 abc\r\n\r\n", "!statusLine"),
        AnswerExample("another protocol", "SSH-2.0-OpenSSH_9.2\r\n", "!statusLine"),
        AnswerExample("another version", "HTTP/2.0 200 OK\r\n\r\n", "!statusLine"),
        AnswerExample("a switch nobody asked for", "HTTP/1.1 101 Switching\r\n\r\n", "!statusLine"),
        AnswerExample("a field without a name", "HTTP/1.1 200 OK\r\n: x\r\n\r\n", "!field"),
        AnswerExample("a folded field", "HTTP/1.1 200 OK\r\nX: y\r\n z: a\r\n\r\n", "!field"),
        AnswerExample(
            "a chunk without a size", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
            "200:!chunk"),
        AnswerExample(
            "a chunk longer than it says",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n", "200:a!chunk"),
        AnswerExample(
            "a chunk beyond all bounds",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF\r\n", "200:!chunk"),
        AnswerExample(
            "endless fields", "HTTP/1.1 200 OK\r\n" + String(repeating: "X: y\r\n", count: 30_000), "!tooLong"
        ),
        AnswerExample("an endless line", String(repeating: "x", count: 90_000), "!tooLong"),
    ]
}

struct ResponseReaderTests {
    @Test(arguments: AnswerExample.all)
    fileprivate func `an answer is read as it is meant, in any cut`(_ example: AnswerExample) {
        let bytes = Array(example.wire.utf8)
        #expect(read([bytes]) == example.read)
        #expect(read(bytes.map { [$0] }) == example.read)
        guard bytes.count < 1000 else { return }
        for cut in bytes.indices {
            #expect(read([Array(bytes[..<cut]), Array(bytes[cut...])]) == example.read, "cut at \(cut)")
        }
    }

    @Test func `fields keep their names and lose the space around their values`() throws {
        var reader = ResponseReader()
        var (body, index) = (ByteBuffer(), 0)
        let wire = Array("HTTP/1.0 429 Slow\r\nRetry-After: \t 7 \r\nConnection: keep-alive\r\n\r\n".utf8)
        guard case .head(let head)? = try reader.next(wire.span, at: &index, into: &body) else {
            Issue.record("there is no head")
            return
        }
        #expect(head.status == .tooManyRequests && head.version == .http1_0 && head.isKeepAlive)
        #expect(head.headers.first(name: "retry-after") == "7")
    }

    /// The statuses, bodies and ends of the answers; `~` where the connection's end is the answer's.
    private func read(_ reads: [[UInt8]]) -> String {
        var reader = ResponseReader()
        var body = ByteBuffer()
        var text = ""
        do throws(ResponseReader.Fault) {
            for read in reads {
                var index = 0
                while let part = try reader.next(read.span, at: &index, into: &body) {
                    text += String(buffer: body)
                    body.clear()
                    switch part {
                    case .head(let head): text += "\(head.status.code):"
                    case .end: text += "."
                    }
                }
            }
        } catch {
            return text + String(buffer: body) + "!\(error)"
        }
        return text + String(buffer: body) + (reader.endsWithConnection ? "~" : "")
    }
}
