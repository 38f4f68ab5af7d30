// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization
import TestSupport

/// A web server on this machine that answers by path, byte for byte, and notes what it was asked.
///
/// It runs on event loops alone: nothing here waits for a thread of the test's.
final class LoopbackServer: Sendable {
    /// A request as it came.
    struct Request: Sendable {
        let method: String
        /// With the query.
        let path: String
        /// By lower-case name.
        let headers: [String: String]
        let body: String
    }

    /// What is done with a request.
    enum Reply: Sendable {
        /// Writes the bytes, head included, and closes the connection.
        case bytes([UInt8])
        /// Writes the head, then the piece again and again for as long as the client takes it.
        case endless(head: String, piece: [UInt8])
        /// Writes the head, then a byte every few milliseconds for as long as the client is there.
        case drip(head: String)
        /// Says nothing until the client leaves.
        case silence
    }

    let port: Int
    private let channel: any Channel
    private let log: Log

    /// What all connections share.
    private final class Log: Sendable {
        let requests = Mutex<[Request]>([])
        let answer: @Sendable (Request) -> Reply

        init(_ answer: @escaping @Sendable (Request) -> Reply) {
            self.answer = answer
        }
    }

    private init(_ channel: any Channel, _ log: Log) throws {
        guard let port = channel.localAddress?.port else { throw ChannelError.unknownLocalAddress }
        self.channel = channel
        self.port = port
        self.log = log
    }

    var requests: [Request] { log.requests.withLock { $0 } }

    /// Runs `body` beside a server on a free port, and stops the server afterwards.
    ///
    /// - Parameters:
    ///   - host: The address to listen on.
    ///   - hasTLS: Whether it speaks TLS, with a certificate that nobody has signed.
    ///   - answer: What is done with a request; runs on an event loop.
    ///   - body: The test.
    /// - Returns: What `body` returns.
    /// - Throws: What `body` throws.
    static func with<Value>(
        host: String = "127.0.0.1", hasTLS: Bool = false, _ answer: @escaping @Sendable (Request) -> Reply,
        _ body: (LoopbackServer) async throws -> Value
    ) async throws -> Value {
        let log = Log(answer)
        let tls = hasTLS ? try selfSigned() : nil
        let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let tls { try pipeline.addHandler(NIOSSLServerHandler(context: tls)) }
                    try pipeline.addHandler(ByteToMessageHandler(HTTPRequestDecoder()))
                    try pipeline.addHandler(Connection(log))
                }
            }
            .bind(host: host, port: 0).get()
        let server = try LoopbackServer(channel, log)
        let result: Result<Value, any Error>
        do {
            result = .success(try await body(server))
        } catch {
            result = .failure(error)
        }
        try await channel.close()
        return try result.get()
    }

    private static func selfSigned() throws -> NIOSSLContext {
        let path = Repository.fixturePath("TLS/self-signed.pem")
        return try NIOSSLContext(
            configuration: .makeServerConfiguration(
                certificateChain: NIOSSLCertificate.fromPEMFile(path).map { .certificate($0) },
                privateKey: .privateKey(NIOSSLPrivateKey(file: path, format: .pem))))
    }

    /// One client.
    private final class Connection: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = ByteBuffer

        private let log: Log
        private var head: HTTPRequestHead?
        private var body = ""

        init(_ log: Log) {
            self.log = log
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head(let head):
                self.head = head
                body = ""
            case .body(let bytes):
                body += String(buffer: bytes)
            case .end:
                guard let head else { return }
                var headers: [String: String] = [:]
                for (name, value) in head.headers { headers[name.lowercased()] = value }
                let request = Request(
                    method: head.method.rawValue, path: head.uri, headers: headers, body: body)
                log.requests.withLock { $0.append(request) }
                Self.perform(log.answer(request), on: context.channel)
            }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            // A client that resets the connection is done with it.
            context.close(promise: nil)
        }

        private static func perform(_ reply: Reply, on channel: any Channel) {
            switch reply {
            case .bytes(let bytes):
                channel.writeAndFlush(ByteBuffer(bytes: bytes)).whenComplete { _ in
                    channel.close(promise: nil)
                }
            case .endless(let head, let piece):
                channel.writeAndFlush(ByteBuffer(string: head)).whenSuccess {
                    repeatWrite(piece, on: channel)
                }
            case .drip(let head):
                channel.writeAndFlush(ByteBuffer(string: head)).whenSuccess { drip(on: channel) }
            case .silence: break
            }
        }

        private static func repeatWrite(_ piece: [UInt8], on channel: any Channel) {
            channel.writeAndFlush(ByteBuffer(bytes: piece)).whenSuccess {
                // A write may be over at once: the next one begins on a fresh stack.
                channel.eventLoop.execute { repeatWrite(piece, on: channel) }
            }
        }

        private static func drip(on channel: any Channel) {
            channel.eventLoop.scheduleTask(in: .milliseconds(5)) {
                channel.writeAndFlush(ByteBuffer(string: "x")).whenSuccess { drip(on: channel) }
            }
        }
    }
}

extension LoopbackServer.Reply {
    /// A whole answer with its length.
    static func answer(
        _ status: String = "200 OK", type: String? = "text/plain; charset=utf-8", headers: [String] = [],
        body: [UInt8]
    ) -> Self {
        var head = ["HTTP/1.1 \(status)", "Content-Length: \(body.count)", "Connection: close"] + headers
        if let type { head.append("Content-Type: \(type)") }
        return .bytes(Array((head.joined(separator: "\r\n") + "\r\n\r\n").utf8) + body)
    }

    static func text(_ body: String, type: String = "text/plain; charset=utf-8") -> Self {
        answer(type: type, body: Array(body.utf8))
    }

    static func html(_ body: String) -> Self { text(body, type: "text/html; charset=utf-8") }

    static func redirect(_ status: String = "302 Found", to location: String) -> Self {
        answer(status, headers: ["Location: \(location)"], body: Array("moved".utf8))
    }
}
