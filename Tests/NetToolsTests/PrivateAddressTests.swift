// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import JSON
import Testing
import ToolKit

@testable import NetTools

/// Ways to write an address of this machine, or of a cloud's metadata service.
private let loopback = [
    "127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.0.0.1", "0x7F.1", "0177.0.0.1",
    "0177.0.0.01", "017700000001", "0x7f.0x0.0x0.0x1", "127.0.0.1.", "127.255.255.254", "0", "0.0.0.0", "0x0",
    "00.0.0.0", "[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]",
    "[0:0:0:0:0:ffff:127.0.0.1]", "[::127.0.0.1]", "[64:ff9b::127.0.0.1]", "[64:ff9b::7f00:1]",
    "[2002:7f00:1::]", "[2002:7f00:0001::1]", "[::ffff:0:127.0.0.1]", "[64:ff9b:1::7f00:1]",
    "[2001:0:7f00:1::]", "localhost", "LOCALHOST", "localhost.", "%31%32%37.0.0.1", "１２７.0.0.1", "①②⑦.⓪.⓪.①",
    "127。0。0。1", "127%2E0.0.1",
]

private let metadata = [
    "169.254.169.254", "2852039166", "0xa9fea9fe", "0xA9.0xFE.0xA9.0xFE", "0251.0376.0251.0376",
    "025177524776", "169.254.43518", "169.16689662", "0xa9.254.0xa9fe", "169.254.169.254.",
    "[::ffff:169.254.169.254]", "[::ffff:a9fe:a9fe]", "[0:0:0:0:0:ffff:a9fe:a9fe]",
    "[64:ff9b::169.254.169.254]",
    "[64:ff9b::a9fe:a9fe]", "[2002:a9fe:a9fe::]", "[::169.254.169.254]", "[::ffff:0:a9fe:a9fe]",
    "[fd00:ec2::254]", "[fe80::a9fe:a9fe]", "[2001:db8::5efe:169.254.169.254]", "100.100.100.200",
    "168.63.129.16", "%31%36%39.254.169.254", "169%2E254%2E169%2E254", "00251.0376.0251.0376",
    "169.0xfe.0xa9fe", "169.254.0251.0xfe", "0xa9.0376.43518",
]

private let networks = [
    "10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.0.1", "100.64.0.1", "192.0.0.1",
    "198.18.0.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "[fc00::1]",
    "[fd12:3456:789a::1]", "[fe80::1]", "[fec0::1]", "[ff02::1]", "[2001:db8::1]", "[100::1]",
    "[::ffff:10.0.0.1]",
]

@Suite(.timeLimit(.minutes(10))) struct PrivateAddressTests {
    @Test(arguments: loopback + metadata + networks)
    func `no spelling of a private address is connected to`(host: String) async throws {
        let refusal = try await Fetching(allowed: nil).refusal("http://\(host):8080/latest/meta-data/")
        #expect(refusal.code == "private_address", "\(refusal)")
        #expect(refusal.hint?.contains("FETCH_ALLOW_PRIVATE") == true)
    }

    @Test(arguments: [
        "http://127.0.0.1\u{0}.example.com/", "http://[::1", "http://127.0.0.1/\r\nX-Header: x",
        "http://127.0.0.1:8080 HTTP/1.1\r\n", "http://127.0.0.1:99999/",
        "http://",
        "//127.0.0.1/", "127.0.0.1", "http://example.com@127.0.0.1/", "http://user:secret@127.0.0.1/",
        "http://127.0.0.1\\@example.com/", "http://exa mple.com/",
    ])
    func `what is no clear URL is refused`(url: String) async throws {
        let refusal = try await Fetching(allowed: nil).refusal(url)
        #expect(["invalid_url", "private_address"].contains(refusal.code), "\(refusal)")
        #expect(!refusal.message.contains("secret"))
    }

    @Test(arguments: [
        "file:///etc/passwd", "FILE:///etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1/",
        "dict://127.0.0.1/",
        "ldap://127.0.0.1/", "scp://127.0.0.1/x", "smb://127.0.0.1/x", "telnet://127.0.0.1/",
        "javascript://x/%0aalert(1)",
        "view-source:http://127.0.0.1/", "jar:http://127.0.0.1/", "ws://127.0.0.1/", "unix://tmp/socket",
    ])
    func `only the web's schemes are fetched`(url: String) async throws {
        let refusal = try await Fetching(allowed: "0.0.0.0/0").refusal(url)
        #expect(["unsupported_scheme", "invalid_url"].contains(refusal.code), "\(refusal)")
    }

    @Test(arguments: [22, 25, 6379, 11211])
    func `ports of other protocols are not connected to`(port: Int) async throws {
        let refusal = try await Fetching().refusal("http://127.0.0.1:\(port)/")
        #expect(refusal.code == "blocked_port")
    }

    @Test(arguments: [
        "127.0.0.1", "127.0.0.0/8", "[127.0.0.1]", "10.0.0.0/8, 127.0.0.1", "0.0.0.0/0",
        "localhost 127.0.0.1/32",
    ])
    func `the operator can allow an address`(setting: String) async throws {
        try await LoopbackServer.with({ _ in .text("inside") }) { server in
            let url = "http://127.0.0.1:\(server.port)/"
            let found = try await Fetching(allowed: setting).content(["url": .string(url)])
            #expect(found == "inside")
        }
    }

    @Test func `a host that is allowed by name is not allowed by address`() async throws {
        try await LoopbackServer.with({ _ in .text("inside") }) { server in
            for setting in ["box.test", "BOX.test", "box.test:\(server.port)"] {
                var fetching = Fetching(allowed: setting)
                fetching.client.names = { $0 == "box.test" ? ["127.0.0.1"] : nil }
                let content = try await fetching.content(["url": .string("http://box.test:\(server.port)/")])
                #expect(content == "inside")
                let refusal = try await fetching.refusal("http://127.0.0.1:\(server.port)/")
                #expect(refusal.code == "private_address")
            }
            var other = Fetching(allowed: "box.test:1")
            other.client.names = { _ in ["127.0.0.1"] }
            let found = try await other.refusal("http://box.test:\(server.port)/").code
            #expect(found == "private_address")
        }
    }

    @Test(arguments: ["10.0.0.0/33", "fd00::/129", "http://localhost", "a/b", "a:b", "10.0.0.0/8/8", "*"])
    func `a setting that means nothing is named`(setting: String) async throws {
        let refusal = try await Fetching(allowed: setting).refusal("http://127.0.0.1:8080/")
        #expect(refusal.code == "invalid_setting")
        #expect(refusal.message.contains(setting.split(separator: " ")[0]))
    }
}
