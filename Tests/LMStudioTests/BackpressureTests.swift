// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOEmbedded
import NIOHTTP1
import Testing

@testable import LMStudio

/// Counts how often the channel is asked to read on.
private final class ReadCount: ChannelOutboundHandler {
    typealias OutboundIn = HTTPClientRequestPart

    var reads = 0

    func read(context: ChannelHandlerContext) {
        reads += 1
        context.read()
    }
}

/// A connection in memory with one exchange under way.
private struct Line {
    let channel = EmbeddedChannel()
    let count = ReadCount()
    let connection: UpstreamConnection
    let exchange: UpstreamExchange

    init(readAheadBytes: Int) throws {
        exchange = UpstreamExchange(
            on: channel.eventLoop, patience: .init(firstByte: .seconds(300), silence: .seconds(60)),
            readAheadBytes: readAheadBytes, time: .system)
        connection = UpstreamConnection { _ in }
        try channel.pipeline.syncOperations.addHandlers([count, connection])
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        let origin = UpstreamOrigin(isSecure: false, host: "127.0.0.1", port: 1)
        let head = HTTPRequestHead(version: .http1_1, method: .POST, uri: "/")
        connection.run(UpstreamRequest(origin: origin, head: head, body: []), for: exchange)
        try receive("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    }

    func receive(_ parts: String...) throws {
        for part in parts {
            channel.pipeline.syncOperations.fireChannelRead(NIOAny(ByteBuffer(string: part)))
        }
        channel.pipeline.syncOperations.fireChannelReadComplete()
        channel.read()
    }
}

struct BackpressureTests {
    @Test func `the chunks of one read are handed on together`() async throws {
        let line = try Line(readAheadBytes: 100)
        try line.receive("4\r\none \r\n3\r\n", "two\r\n")
        let bytes = try await line.exchange.nextBytes()
        #expect(bytes.map { String(buffer: $0) } == "one two")
    }

    @Test func `a connection is not read while its reader is behind, and is again afterwards`() async throws {
        let line = try Line(readAheadBytes: 3)
        try line.receive("3\r\none\r\n")
        let before = line.count.reads
        try line.receive("3\r\ntwo\r\n")
        line.channel.read()
        #expect(line.count.reads == before, "six bytes wait, three may")
        let bytes = try await line.exchange.nextBytes()
        #expect(bytes.map { String(buffer: $0) } == "onetwo")
        line.channel.embeddedEventLoop.run()
        #expect(line.count.reads == before + 1)
        try line.receive("3\r\nend\r\n0\r\n\r\n")
        let rest = try await line.exchange.nextBytes()
        #expect(rest.map { String(buffer: $0) } == "end")
        let end = try await line.exchange.nextBytes()
        #expect(end == nil)
    }
}
