// SPDX-License-Identifier: Apache-2.0

import HTTPAPI
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct ListeningTests {
    /// Whether this machine has the address at all, and that port of it is free.
    private func canBind(_ host: String, port: Int = 0) async -> Bool {
        do {
            let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                .bind(host: host, port: port).get()
            try await channel.close()
            return true
        } catch {
            return false
        }
    }

    @Test func `localhost is both addresses, with one free port`() async throws {
        let hasIPv6 = await canBind("::1")
        try await ServerFixture().whileServing { port, _ in
            #expect(port > 0)
            for host in hasIPv6 ? ["127.0.0.1", "::1"] : ["127.0.0.1"] {
                let status = try await RawConnection.with(port: port, host: host) { connection in
                    try await connection.send("GET /tools HTTP/1.1\r\nHost: localhost:\(port)\r\n\r\n")
                    return try await connection.status()
                }
                #expect(status == 200)
            }
        }
    }

    @Test(arguments: ["127.0.0.1", "::1"])
    func `a taken port is an error that names it`(_ taken: String) async throws {
        guard await canBind(taken) else { return }
        let (other, port) = try await portTakenOnly(on: taken)
        let fixture = try ServerFixture(settings: .test { $0.port = port })
        let error = await #expect(throws: HTTPServerError.self) { try await fixture.server.run() }
        #expect(error == .portTaken(host: taken, port: port))
        #expect(error?.message == "Port \(port) on \(taken) is taken by another program.")
        await #expect(throws: HTTPServerError.self) { try await fixture.server.boundPort() }
        try await other.close()
    }

    /// Takes a port of one of the two addresses that is free on the other, so that only the one is in the way.
    private func portTakenOnly(on host: String) async throws -> (any Channel, Int) {
        let other = host == "::1" ? "127.0.0.1" : "::1"
        let hasOther = await canBind(other)
        while true {
            let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                .bind(host: host, port: 0).get()
            let port = try #require(channel.localAddress?.port)
            if !hasOther { return (channel, port) }
            if await canBind(other, port: port) { return (channel, port) }
            try await channel.close()
        }
    }

    @Test func `an address of another machine is an error that names it`() async throws {
        let fixture = try ServerFixture(settings: .test { $0.host = "192.0.2.1" })
        let error = await #expect(throws: HTTPServerError.self) { try await fixture.server.run() }
        #expect(error?.message.contains("192.0.2.1") == true)
    }

    @Test func `cancelling ends the server`() async throws {
        let fixture = try ServerFixture()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try? await fixture.server.run() }
            _ = try await fixture.server.boundPort()
            group.cancelAll()
            try await group.waitForAll()
        }
    }
}
