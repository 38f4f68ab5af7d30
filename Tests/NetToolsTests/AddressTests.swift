// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import NetTools

@Suite struct AddressTests {
    @Test(arguments: [
        "1.1.1.1", "8.8.8.8", "93.184.215.14", "100.63.255.255", "100.128.0.0", "126.255.255.255",
        "128.0.0.1",
        "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.167.255.255", "192.169.0.0",
        "198.17.255.255", "198.20.0.0", "223.255.255.255", "2606:4700:4700::1111", "2a00:1450:4001:82b::200e",
        "2001:200::1", "2003::1", "2400:cb00::1", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1",
    ])
    func `a public address is one`(text: String) throws {
        let address = try #require(WebAddress.ipAddress(text))
        #expect(address.privacy == nil)
    }

    @Test(arguments: [
        ("127.8.9.1", IPAddress.Privacy.loopback), ("::1", .loopback), ("0.1.2.3", .loopback),
        ("10.1.2.3", .local), ("172.20.0.1", .local), ("fd00::1", .local), ("169.254.1.1", .link),
        ("fe80::1", .link), ("169.254.169.254", .metadata), ("fd00:ec2::254", .metadata),
        ("224.0.0.251", .multicast), ("ff02::fb", .multicast), ("203.0.113.1", .reserved),
        ("2001::1", .reserved), ("4000::1", .reserved), ("::ffff:10.0.0.1", .local),
        ("2002:a9fe:a9fe::1", .metadata), ("64:ff9b::7f00:1", .loopback),
        ("2606:4700::5efe:7f00:1", .loopback), ("2606:4700::200:5efe:a00:1", .local),
    ])
    func `a private address is told by what it leads to`(text: String, privacy: IPAddress.Privacy) throws {
        let address = try #require(WebAddress.ipAddress(text))
        #expect(address.privacy == privacy)
    }

    @Test(arguments: ["", "1.2.3", "256.1.1.1", "::g", "1.2.3.4.5", "localhost", "0x7f.1", "1.2.3.4 "])
    func `what is no address in its usual spelling is none`(text: String) {
        #expect(WebAddress.ipAddress(text) == nil)
    }

    @Test(arguments: [
        ("10.0.0.0", 8, "10.255.255.255", true), ("10.0.0.0", 8, "11.0.0.0", false),
        ("10.0.0.0", 9, "10.127.255.255", true), ("10.0.0.0", 9, "10.128.0.0", false),
        ("1.2.3.4", 32, "1.2.3.4", true), ("1.2.3.4", 32, "1.2.3.5", false), ("0.0.0.0", 0, "9.9.9.9", true),
        ("fc00::", 7, "fdff::1", true), ("fc00::", 7, "fe00::1", false), ("0.0.0.0", 0, "::1", false),
    ])
    func `a range holds what begins like it`(start: String, length: Int, text: String, holds: Bool) throws {
        let first = try #require(WebAddress.ipAddress(start))
        let range = try #require(AddressRange(first, length: length))
        let address = try #require(WebAddress.ipAddress(text))
        #expect(range.contains(address) == holds)
    }

    @Test(arguments: [
        ("https://Example.COM/a b?q=ü#part", "https://example.com/a%20b?q=%c3%bc#part"),
        ("http://example.com", "http://example.com/"), ("HTTP://example.com:80/x", "http://example.com:80/x"),
    ])
    func `a URL has a normal form`(written: String, normal: String) throws {
        #expect(try #require(WebAddress(written)).text.lowercased() == normal)
    }

    @Test(arguments: [
        ("/x", "https://a.example/x"), ("x", "https://a.example/b/x"), ("../x", "https://a.example/x"),
        ("?q", "https://a.example/b/c?q"), ("//b.example/x", "https://b.example/x"),
        ("http://b.example/", "http://b.example/"), ("file:///etc/passwd", "file:///etc/passwd"),
    ])
    func `a relative URL starts at its page`(written: String, absolute: String) throws {
        let base = try #require(WebAddress("https://a.example/b/c"))
        #expect(WebAddress(written, relativeTo: base)?.text == absolute)
    }
}
