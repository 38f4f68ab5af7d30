// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix
import TestSupport

/// A TCP connection on which a test writes and reads what it likes.
struct RawConnection: Sendable {
    private let channel: any Channel
    private let inbox: ByteInbox

    /// Connects, runs `body`, and closes.
    static func with<Value: Sendable>(
        port: Int, host: String = "127.0.0.1", _ body: (RawConnection) async throws -> Value
    ) async throws -> Value {
        let inbox = ByteInbox()
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .connectTimeout(.seconds(60))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(inbox)
                }
            }
            .connect(host: host, port: port).get()
        let result: Result<Value, any Error>
        do {
            result = .success(try await body(RawConnection(channel: channel, inbox: inbox)))
        } catch {
            result = .failure(error)
        }
        // The server may have closed it before.
        try? await channel.close()
        return try result.get()
    }

    /// A connection that is read only when it is told to; the gate opens with the first bytes.
    static func open(port: Int, hasBegun: Gate = Gate()) async throws -> any Channel {
        try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .connectTimeout(.seconds(60))
            .channelOption(.autoRead, value: false)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(FirstRead(gate: hasBegun))
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
    }

    /// The bytes of a request with a JSON body.
    static func request(_ path: String, _ body: String) -> ByteBuffer {
        ByteBuffer(
            string: "POST \(path) HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
    }

    /// Sends a request with a JSON body.
    func post(_ path: String, _ body: String) async throws {
        try await channel.writeAndFlush(Self.request(path, body))
    }

    func send(_ text: String) async throws {
        try await channel.writeAndFlush(ByteBuffer(string: text))
    }

    /// Everything up to and with the first `mark`; the rest of what came when the connection ends before.
    func read(to mark: String) async throws -> String {
        try await inbox.take(to: mark)
    }

    /// Everything until the server closes.
    func readAll() async throws -> String {
        try await inbox.take(to: nil)
    }

    /// The status of the answer that comes next, its head read.
    func status() async throws -> Int? {
        let head = try await read(to: "\r\n\r\n")
        return head.split(separator: " ").dropFirst().first.flatMap { Int($0) }
    }
}

/// Opens a gate when the first bytes have come.
private final class FirstRead: ChannelInboundHandler, Sendable {
    typealias InboundIn = ByteBuffer

    private let gate: Gate

    init(gate: Gate) {
        self.gate = gate
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        gate.open()
    }
}
