// SPDX-License-Identifier: Apache-2.0

import HTTPAPI
import HTTPTypes
import HummingbirdTesting
import JSON
import NIOCore
import Testing

@Suite(.timeLimit(.minutes(10))) struct GateTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let head: String
        let status: Int
    }

    static let cases: [Case] = [
        allowed("the name", "Host: localhost"),
        allowed("the name with a port", "Host: localhost:4321"),
        allowed("capitals", "Host: LocalHost:80"),
        allowed("the address", "Host: 127.0.0.1:3000"),
        allowed("the other address", "Host: [::1]:3000"),
        allowed("a name from the settings", "Host: tools.example.org"),
        allowed("a page of this host", "Host: localhost\r\nOrigin: http://localhost:5173"),
        allowed("a page of this host by address", "Host: localhost\r\nOrigin: https://127.0.0.1"),
        refused("another name", "Host: evil.example"),
        refused("a name that starts alike", "Host: localhost.evil.example"),
        refused("a name that ends alike", "Host: evil-localhost"),
        refused("another address", "Host: 10.0.0.1"),
        refused("a port that is none", "Host: localhost:3000@evil.example"),
        refused("a signed port", "Host: localhost:+80"),
        refused("an empty name", "Host: "),
        refused("no Host", "X-Nothing: 1"),
        refused("two Hosts", "Host: localhost\r\nHost: evil.example"),
        refused("a page of another site", "Host: localhost\r\nOrigin: https://evil.example"),
        refused("a page of nowhere", "Host: localhost\r\nOrigin: null"),
        refused("a page of another scheme", "Host: localhost\r\nOrigin: file://localhost"),
    ]

    private static func allowed(_ name: String, _ head: String) -> Case {
        Case(testDescription: name, head: head, status: 200)
    }

    private static func refused(_ name: String, _ head: String) -> Case {
        Case(testDescription: name, head: head, status: 403)
    }

    @Test func `only requests for this host and from its own pages are answered`() async throws {
        let fixture = try ServerFixture(settings: .test { $0.allowedHosts = ["tools.example.org"] })
        try await fixture.whileServing { port, _ in
            for example in Self.cases {
                let answer = try await RawConnection.with(port: port) { connection in
                    try await connection.send(
                        "GET /tools HTTP/1.1\r\n\(example.head)\r\nConnection: close\r\n\r\n")
                    return try await connection.readAll()
                }
                #expect(answer.hasPrefix("HTTP/1.1 \(example.status) "), "\(example.testDescription)")
                if example.status == 403 { #expect(answer.contains(#""code":"forbidden_host""#)) }
            }
        }
    }

    @Test func `a server on all addresses answers by number and not by strange names`() async throws {
        let settings = HTTPServerSettings.test {
            $0.host = "0.0.0.0"
            $0.apiKey = "key"
        }
        try await ServerFixture(settings: settings).whileServing { port, _ in
            for (host, status) in [
                ("192.168.1.5:3000", 200), ("[fe80::1]", 200), ("evil.example", 403), ("1.2.3", 403),
            ] {
                let answer = try await RawConnection.with(port: port) { connection in
                    try await connection.send(
                        "GET /tools HTTP/1.1\r\nHost: \(host)\r\nAuthorization: Bearer key\r\nConnection: close\r\n\r\n"
                    )
                    return try await connection.readAll()
                }
                #expect(answer.hasPrefix("HTTP/1.1 \(status) "), "\(host)")
            }
        }
    }

    @Test(
        arguments: [
            (nil, 401), ("Bearer ", 401), ("Bearer wrong-key", 401), ("Bearer secret-ke", 401),
            ("Bearer secret-keyy", 401),
            ("Basic secret-key", 401), ("secret-key", 401), ("Bearer secret-key", 200),
            ("bearer  secret-key", 200),
        ] as [(String?, Int)])
    func `with a key set only its bearer comes in`(_ field: String?, _ status: Int) async throws {
        let fixture = try ServerFixture(settings: .test { $0.apiKey = "secret-key" })
        let headers: HTTPFields = field.map { [.authorization: $0] } ?? [:]
        try await fixture.server.application().test(.router) { client in
            try await client.execute(uri: "/tools", method: .get, headers: headers) { response in
                #expect(response.status.code == status)
                guard status == 401 else { return }
                let body = try JSONValue(parsing: String(buffer: response.body))
                #expect(body["code"] == "unauthorized")
                #expect(response.headers[.wwwAuthenticate] == "Bearer")
            }
        }
    }
}
