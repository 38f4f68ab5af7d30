// SPDX-License-Identifier: Apache-2.0

import CDigest
import Foundation
import Glibc
import Logging
import TestSupport
import Testing
import ToolModel

@testable import PluginRuntime

/// What somebody did to a copy in the store.
private struct Tampering: Sendable, CustomTestStringConvertible {
    let name: String
    let apply: @Sendable (_ copy: String) throws -> Void

    var testDescription: String { name }
}

private let tamperings: [Tampering] = [
    Tampering(name: "removed") { try #require(unlink($0) == 0) },
    Tampering(name: "emptied") { copy in
        try #require(chmod(copy, 0o600) == 0)
        try #require(truncate(copy, 0) == 0)
    },
    Tampering(name: "one byte changed") { copy in
        try #require(chmod(copy, 0o600) == 0)
        let file = try FileHandle(forUpdating: URL(filePath: copy))
        try file.seek(toOffset: 100)
        try file.write(contentsOf: Data([0xFF]))
        try file.close()
    },
    Tampering(name: "made writable for all") { try #require(chmod($0, 0o666) == 0) },
    Tampering(name: "replaced by a forged one") { copy in
        try Data("forged".utf8).write(to: URL(filePath: copy + ".x"))
        try #require(rename(copy + ".x", copy) == 0)
    },
]

@Suite(.timeLimit(.minutes(10))) struct PluginStoreTests {
    @Test func `a copy has its content's hash as its name, is read-only and its owner's`() async throws {
        try await PluginFixture.with("hello", in: .worker) { fixture async throws in
            let path = fixture.path("hello.so")
            let hash = ContentHash(of: [UInt8](try Data(contentsOf: URL(filePath: path))))
            #expect(fixture.host.registry.plugins.map(\.contentHash) == [hash])
            let store = "\(fixture.folder)/cache/.store"
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: store).sorted()
                    == ["\(hash).id", "\(hash).so"])
            let copy = try FileSystem.entry(at: "\(store)/\(hash).so")
            #expect(copy.mode == 0o400)
            #expect(try FileSystem.entry(at: store).mode == 0o700)
            #expect(FileManager.default.contentsEqual(atPath: path, andPath: "\(store)/\(hash).so"))
        }
    }

    @Test(arguments: tamperings)
    private func `a copy that is not what its name says is made anew`(tampering: Tampering) async throws {
        try await PluginFixture.with(
            "echoes", in: .worker,
            settle: {
                $0.limits.workerIdle = .milliseconds(1)
                $0.limits.crashes = .max
            }
        ) { fixture async throws in
            let hash = try #require(fixture.host.registry.plugins.first?.contentHash)
            let first = try await fixture.call("pid").text
            let copy = "\(fixture.folder)/cache/.store/\(hash).so"
            try tampering.apply(copy)
            // The next process starts from a whole copy; the one that runs may have been hurt by its change.
            var process: String?
            while process == nil || process == first { process = await fixture.process }
            #expect(FileManager.default.contentsEqual(atPath: fixture.path("echoes.so"), andPath: copy))
        }
    }

    @Test func `a lost copy of a file that is another version by now is told`() async throws {
        let log = RecordedLog()
        try await PluginFixture.with(
            "echoes", in: .worker, settle: { $0.limits.workerIdle = .milliseconds(1) }, log: log
        ) { fixture async throws in
            let hash = try #require(fixture.host.registry.plugins.first?.contentHash)
            #expect(unlink("\(fixture.folder)/cache/.store/\(hash).so") == 0)
            #expect(truncate(fixture.path("echoes.so"), 1000) == 0)
            var error = await fixture.error(of: "echo")
            while error == nil { error = await fixture.error(of: "echo") }
            #expect(
                error
                    == .toolUnavailable(
                        tool: "echo", reason: "its plugin's process could not be started again"))
            #expect(
                log.records.last { $0.message == "plugin did not start again" }?.metadata["reason"]
                    == "The file \(fixture.path("echoes.so")) cannot be loaded: it is not the version any more "
                    + "that was started, of which there is no copy.")
        }
    }

    @Test(arguments: [true, false])
    func `truncating a file touches no call, nor the processes that start later`(isWatched: Bool) async throws
    {
        try await PluginFixture.with(
            "echoes", in: .worker, settle: { $0.limits.workerIdle = .milliseconds(1) }
        ) {
            fixture async throws in
            var processes = [try await fixture.call("pid").text]
            async let _: Void = isWatched ? fixture.host.watch() : ()
            try #require(truncate(fixture.path("echoes.so"), 0) == 0)
            while Set(processes).count < 4 { processes.append(try await fixture.call("pid").text) }
            if isWatched {
                let registry = try await fixture.registry { !$0.quarantined.isEmpty }
                #expect(
                    registry.quarantined.first?.reason.hasSuffix(
                        "it is empty. Build it again; a build that failed leaves an empty file. The version that was "
                            + "loaded before stays in use.") == true)
                #expect(try await fixture.call("echo").text == "{}")
            }
        }
    }

    @Test func `a plugin that brings a library along finds it, and is held against its hash`() async throws {
        let log = RecordedLog()
        try await PluginFixture.with(
            "hello", in: .worker,
            prepare: { plugins in
                #expect(rename("\(plugins)/hello.so", "\(plugins)/libneighbour.so") == 0)
                _ = try await PluginCompiler.buildFixture(
                    "echoes", into: plugins,
                    flags: ["-Wl,--no-as-needed", "-L\(plugins)", "-lneighbour", "-Wl,-rpath,$ORIGIN"])
            }, settle: { $0.limits.workerIdle = .milliseconds(1) }, log: log
        ) { fixture async throws in
            #expect(fixture.host.registry.quarantined.isEmpty)
            let first = try await fixture.call("pid").text
            while try await fixture.call("pid").text == first {}
            #expect(unlink(fixture.path("echoes.so")) == 0)
            _ = try await PluginCompiler.buildFixture("echoes", into: "\(fixture.folder)/plugins")
            while await fixture.error(of: "pid")?.code != "tool_unavailable" {}
            #expect(
                log.records.last { $0.message == "plugin did not start again" }?.metadata["reason"]?
                    .hasPrefix(
                        "The file \(fixture.path("echoes.so")) cannot be loaded: it is not the version any more"
                    ) == true)
        }
    }

    @Test func `errors name the plugin's file, not its copy`() async throws {
        for home in PluginIsolation.allCases {
            try await PluginFixture.with("unresolved_symbol", in: home) { fixture async throws in
                let reason = try #require(fixture.host.registry.quarantined.first?.reason)
                #expect(
                    reason.hasPrefix("The file \(fixture.path("unresolved_symbol.so")) cannot be loaded: "))
                #expect(!reason.contains(".store"))
            }
        }
    }

    @Test func `what others could change is no store`() async throws {
        try await PluginFixture.with(
            "hello", in: .worker,
            prepare: { plugins in
                let store = "\(plugins)/../cache/.store"
                try FileManager.default.createDirectory(atPath: store, withIntermediateDirectories: true)
                try #require(chmod(store, 0o777) == 0)
            }
        ) { fixture async throws in
            #expect(fixture.host.registry.quarantined.map(\.code) == ["plugin_unsafe"])
        }
    }

    @Test func `old copies go, those in use and fresh ones stay`() async throws {
        try await withTemporaryFolder { folder in
            let day = 86_400
            var limits = StoreLimits()
            limits.totalBytes = 3000
            let store = PluginStore(
                folder: folder, limits: limits, logger: RecordedLog().logger)
            func add(_ name: String, age: Int) throws -> ContentHash {
                let bytes = [UInt8](repeating: UInt8(name.utf8.count), count: 2000) + Array(name.utf8)
                let hash = ContentHash(of: bytes)
                let path = "\(folder)/\(hash).so"
                try Data(bytes).write(to: URL(filePath: path))
                try FileManager.default.setAttributes(
                    [.modificationDate: Date(timeIntervalSinceNow: -Double(age))], ofItemAtPath: path)
                return hash
            }
            let used = try add("in use", age: 90 * day)
            let old = try add("older than a month", age: 31 * day)
            let oldest = try add("oldest of too many", age: 20 * day)
            let recent = try add("too, but not the oldest", age: 10 * day)
            let fresh = try add("used today", age: 3600)
            try Data("x".utf8).write(to: URL(filePath: "\(folder)/.new-1-1"))
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSinceNow: -7200)], ofItemAtPath: "\(folder)/.new-1-1")
            try Data("x".utf8).write(to: URL(filePath: "\(folder)/.new-1-2"))
            try Data("x".utf8).write(to: URL(filePath: "\(folder)/README"))
            store.prune(keeping: [used])
            let left = Set(try FileManager.default.contentsOfDirectory(atPath: folder))
            #expect(
                !left.contains("\(old).so") && !left.contains("\(oldest).so")
                    && !left.contains("\(recent).so"))
            #expect(left == ["\(used).so", "\(fresh).so", ".new-1-2", "README"])
        }
    }
}

extension PluginFixture {
    /// The process that answers now; nil when it ends in mid-call.
    fileprivate var process: String? {
        get async {
            // What a process says that was hurt is not the question here.
            try? await call("pid").text
        }
    }
}

@Suite struct ContentHashTests {
    /// The examples of FIPS 180-4, and the million letters of its older test vectors.
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        (
            String(repeating: "a", count: 1_000_000),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        ),
    ])
    func `it is SHA-256`(text: String, expected: String) {
        #expect(ContentHash(of: Array(text.utf8)).description == expected)
        #expect(ContentHash(expected)?.description == expected)
    }

    @Test func `however the bytes come, and by whatever instructions, it is the same`() {
        var generator = SeededGenerator(seed: 180)
        for count in Array(0..<300) + [4096, 100_000] {
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
            var portable = [UInt8](repeating: 0, count: 32)
            cd_sha256_portable(bytes, bytes.count, &portable)
            #expect(ContentHash(of: bytes).bytes == portable)
            var hash = RunningHash()
            var rest = bytes[...]
            while !rest.isEmpty {
                let piece = rest.prefix(Int.random(in: 0...130, using: &generator))
                hash.add(piece)
                rest = rest.dropFirst(piece.count)
            }
            #expect(hash.end().bytes == portable)
        }
    }

    @Test(arguments: ["", "abc", String(repeating: "0", count: 63), String(repeating: "G", count: 64)])
    func `what is no hash is not read as one`(text: String) {
        #expect(ContentHash(text) == nil)
    }
}
