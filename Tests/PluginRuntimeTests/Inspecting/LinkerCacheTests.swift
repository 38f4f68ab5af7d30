// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import PluginRuntime

/// A list as ldconfig writes it.
private struct CacheBytes {
    #if arch(x86_64)
        static let here: UInt32 = 0x0303
    #else
        static let here: UInt32 = 0x0A03
    #endif

    static func made(_ entries: [(flags: UInt32, name: String, path: String)]) -> [UInt8] {
        var texts: [UInt8] = []
        var table: [UInt8] = []
        let base = 48 + entries.count * 24
        for entry in entries {
            table += number(entry.flags)
            for text in [entry.name, entry.path] {
                table += number(UInt32(base + texts.count))
                texts += Array(text.utf8) + [0]
            }
            table += [UInt8](repeating: 0, count: 12)
        }
        let head =
            Array("glibc-ld.so.cache1.1".utf8) + number(UInt32(entries.count)) + number(UInt32(texts.count))
        return head + [UInt8](repeating: 0, count: 48 - head.count) + table + texts
    }

    private static func number(_ value: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }
}

@Suite struct LinkerCacheTests {
    private static let names = [
        "libz.so.1", "libstdc++.so.6", "libfoo.so.10", "libfoo.so.9", "libfoo.so", "libc.so.6",
        "ld-linux.so.2",
    ]

    @Test func `every name is found among others, by the value of its numbers`() throws {
        let cache = try #require(
            LinkerCache(CacheBytes.made(Self.names.map { (CacheBytes.here, $0, "/x/\($0)") })))
        for name in Self.names { #expect(cache.path(of: name) == "/x/\(name)") }
        for name in ["liba.so", "libfoo.so.11", "zzz", "lib"] { #expect(cache.path(of: name) == nil) }
    }

    @Test func `entries for other processors are passed over`() throws {
        let cache = try #require(
            LinkerCache(
                CacheBytes.made([
                    (0x0803, "libz.so.1", "/other"), (CacheBytes.here, "libz.so.1", "/right"),
                    (0x0003, "libz.so.1", "/old"), (0x0003, "liba.so.1", "/old"),
                ])))
        #expect(cache.path(of: "libz.so.1") == "/right")
        #expect(cache.path(of: "liba.so.1") == nil)
    }

    @Test(arguments: [
        ("libfoo.so.9", "libfoo.so.10", -1), ("libfoo.so.10", "libfoo.so.9", 1), ("a", "a", 0),
        ("a", "ab", -1),
        ("ab", "a", 1), ("a1", "ab", 1), ("ab", "a1", -1), ("a01", "a1", 0), ("", "a", -1),
    ])
    func `names are ordered as the loader orders them`(left: String, right: String, sign: Int) {
        #expect(LinkerCache.compare(Array(left.utf8)[...], Array(right.utf8)[...]).signum() == sign)
    }

    @Test(arguments: UInt64(1)...8)
    func `a damaged list gives a path or none`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let good = CacheBytes.made(Self.names.map { (CacheBytes.here, $0, "/x/\($0)") })
        for _ in 0..<300 {
            var bytes = good
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                bytes[.random(in: bytes.indices, using: &random)] = .random(in: .min ... .max, using: &random)
            }
            bytes.removeSubrange(Int.random(in: bytes.count / 2...bytes.count, using: &random)...)
            guard let cache = LinkerCache(bytes) else { continue }
            for name in Self.names { _ = cache.path(of: name) }
        }
    }
}
